ALTER TABLE "submissions" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_idempotency" UNIQUE("team_id","idempotency_key");