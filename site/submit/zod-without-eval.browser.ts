import { config } from 'zod';

// Imported before every schema: zod would compile them by the Function constructor, which the site's policy refuses and reports.
config({ jitless: true });
