import type { Tag } from '#submissions/terms.ts';

/** What may be wrong in a picture: how people word it and the tags it earns. */
interface Defect {
  texts: readonly string[];
  tags: readonly Tag[];
}

export const defects = {
  detachedMirror: {
    texts: [
      'rearview mirror not connected to vehicle',
      'mirror floats beside the cart',
      'the mirror is detached from the body',
    ],
    tags: ['attributes', 'perspective'],
  },
  brokenWheel: {
    texts: ['tire broken', 'wheel is not round, a piece is missing', 'left tire broken'],
    tags: ['attributes'],
  },
  thinWheel: {
    texts: ['tire too thin', 'one wheel much thinner than the other', 'right tire too thin'],
    tags: ['attributes', 'perspective'],
  },
  garbledText: {
    texts: [
      'text distorted and not identifiable',
      'text blurry',
      'letters cannot be read',
      'font blurry and distorted',
    ],
    tags: ['unrecognizable', 'texture'],
  },
  misplacedRail: {
    texts: ['handrail misplaced', 'handrail hangs in the air', 'rail does not reach the roof'],
    tags: ['perspective', 'attributes'],
  },
  sixthFinger: {
    texts: ['hand has six fingers', 'one finger too many', 'extra finger next to the thumb'],
    tags: ['attributes'],
  },
  bentFinger: {
    texts: ['finger twisted and deformed', 'finger bends the wrong way', 'finger joint deformed'],
    tags: ['attributes', 'perspective'],
  },
  missingNail: {
    texts: ['fingernail in the wrong place', 'nail merged with the skin', 'nail misplaced'],
    tags: ['texture', 'attributes'],
  },
  distortedBeak: {
    texts: ['the animal has distorted beak', 'beak twisted and deformed', 'beak has the wrong shape'],
    tags: ['attributes'],
  },
  distortedLegs: {
    texts: ['the animal has distorted legs', 'legs of different length', 'leg not connected to the body'],
    tags: ['attributes', 'perspective'],
  },
  mismatchedEyes: {
    texts: ['eyes of different sizes', 'two eyes do not match', 'one eye much larger than the other'],
    tags: ['attributes'],
  },
  meltedFeathers: {
    texts: ['feathers melted together', 'wing texture incorrect', 'texture of the wing smeared'],
    tags: ['texture'],
  },
  brokenLava: {
    texts: ['lava flow lacks connection', 'lava flow broken everywhere', 'lava stream interrupted'],
    tags: ['texture', 'attributes'],
  },
  missingPeak: {
    texts: ['mountain body partially missing', 'part of the mountain is cut off', 'peak partially missing'],
    tags: ['attributes', 'perspective'],
  },
  wrongReflection: {
    texts: ['shadow falls in the wrong direction', 'shadow does not match the light', 'wrong shadow direction'],
    tags: ['perspective'],
  },
  paintedSky: {
    texts: ['clouds look painted with a brush', 'sky in the style of a painting', 'sky looks like an oil painting'],
    tags: ['art_style'],
  },
  twistedKnob: { texts: ['knob twisted and deformed', 'knob is not round', 'deformed knob'], tags: ['attributes'] },
  oddKnobs: {
    texts: ['three knobs of different sizes', 'knobs do not match in size', 'knob sizes inconsistent'],
    tags: ['attributes', 'other'],
  },
  brokenScreen: {
    texts: ['screen lines broken and disconnected', 'lines on the display are broken', 'display lines do not meet'],
    tags: ['texture', 'unrecognizable'],
  },
  crookedHandle: {
    texts: ['oven handle crooked', 'handle twisted and deformed', 'handle attached at one end only'],
    tags: ['attributes', 'perspective'],
  },
  mismatchedPair: {
    texts: ['socks different in size and color', 'two socks asymmetrical', 'socks do not match in size'],
    tags: ['attributes', 'other'],
  },
  mergedSock: {
    texts: ['sock merged with floor', 'socks merged with floor', 'edge of the sock melts into the floor'],
    tags: ['texture', 'perspective'],
  },
  floorCrack: {
    texts: ['crack appearing in the floor', 'floor lines broken and disconnected', 'floor boards do not line up'],
    tags: ['texture', 'other'],
  },
  stripeBreak: {
    texts: ['sock stripes broken', 'stripe pattern of the sock incorrect', 'stripes do not run around the sock'],
    tags: ['texture', 'art_style'],
  },
  asymmetricBottle: {
    texts: ['shape asymmetrical', 'object twisted and deformed', 'bottle leans to one side'],
    tags: ['attributes', 'perspective'],
  },
  floatingCap: {
    texts: ['cap not connected to the bottle', 'lid floats above the bottle', 'cap too wide and detached'],
    tags: ['attributes', 'perspective'],
  },
  unknownObject: {
    texts: ['unidentifiable object', 'object cannot be recognised', 'unknown shape without purpose'],
    tags: ['unrecognizable', 'other'],
  },
} as const satisfies Record<string, Defect>;

export type DefectName = keyof typeof defects;
export const defectNames = Object.keys(defects) as DefectName[];
