/**
 * The fields of a prediction line and of its regions, in this order: the schema, the checker and the fast scanner derive
 * from them.
 */
export const lineFields = ['image_id', 'label', 'score', 'regions', 'tags'] as const;
export type LineField = (typeof lineFields)[number];
export const regionFields = ['box', 'text', 'score'] as const;
export type RegionField = (typeof regionFields)[number];
