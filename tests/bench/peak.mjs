import { readFileSync, writeSync } from 'node:fs';

/** Loaded into a measured process with `--import`: at its end it writes its peak memory and processor time to stream 3. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakBytes: peakKibibytes() * 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  writeSync(3, JSON.stringify(usage));
});

/** `maxRSS` would also count what the process that started this one held at that moment. */
function peakKibibytes() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes);
}
