ALTER TABLE "baseline_runs" ADD COLUMN "signed_sha256" text;--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD COLUMN "signed_by" text;--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD COLUMN "signed_at" timestamp with time zone;