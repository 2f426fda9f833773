CREATE TYPE "public"."run_status" AS ENUM('queued', 'running', 'submitted', 'failed', 'cancelled');--> statement-breakpoint
CREATE TABLE "baseline_responses" (
	"run_id" text PRIMARY KEY NOT NULL,
	"gzip" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "baseline_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"dataset_id" uuid NOT NULL,
	"status" "run_status" DEFAULT 'queued' NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"settings" jsonb NOT NULL,
	"progress" jsonb,
	"manifest" jsonb,
	"responses_sha256" text,
	"submission_id" text,
	"failure" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "baseline_responses" ADD CONSTRAINT "baseline_responses_run_id_baseline_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."baseline_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD CONSTRAINT "baseline_runs_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD CONSTRAINT "baseline_runs_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "baseline_runs_created" ON "baseline_runs" USING btree ("created_at");