declare namespace App {
  interface Locals {
    /** the signed-in team, null for a visitor */
    team: import('#db/schema.ts').Team | null;
  }
}
