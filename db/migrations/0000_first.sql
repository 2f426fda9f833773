CREATE TYPE "public"."entry_kind" AS ENUM('team', 'baseline', 'trivial', 'simulated');--> statement-breakpoint
CREATE TYPE "public"."split" AS ENUM('train', 'dev', 'test');--> statement-breakpoint
CREATE TYPE "public"."submission_status" AS ENUM('queued', 'grading', 'scored', 'rejected', 'failed');--> statement-breakpoint
CREATE TABLE "datasets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"split" "split" NOT NULL,
	"manifest_sha256" text NOT NULL,
	"truth_sha256" text NOT NULL,
	"images" integer NOT NULL,
	"reals" integer NOT NULL,
	"generators" jsonb NOT NULL,
	"stand_in" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "datasets_identity" UNIQUE("name","version","split")
);
--> statement-breakpoint
CREATE TABLE "score_slices" (
	"score_id" uuid NOT NULL,
	"slice" text NOT NULL,
	"fx_score" double precision,
	"replicates" "bytea" NOT NULL,
	CONSTRAINT "score_slices_score_id_slice_pk" PRIMARY KEY("score_id","slice")
);
--> statement-breakpoint
CREATE TABLE "scores" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"submission_id" text NOT NULL,
	"grader_version" text NOT NULL,
	"truth_sha256" text NOT NULL,
	"report" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scores_once" UNIQUE("submission_id","grader_version","truth_sha256")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"sha256" text PRIMARY KEY NOT NULL,
	"team_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" text PRIMARY KEY NOT NULL,
	"team_id" uuid NOT NULL,
	"dataset_id" uuid NOT NULL,
	"method" text NOT NULL,
	"link" text,
	"predictions_sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"status" "submission_status" DEFAULT 'queued' NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"progress" real DEFAULT 0 NOT NULL,
	"issues" jsonb,
	"failure" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_at" timestamp with time zone,
	"heartbeat_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "submissions_method_length" CHECK (char_length("submissions"."method") BETWEEN 1 AND 120)
);
--> statement-breakpoint
CREATE TABLE "team_tokens" (
	"sha256" text PRIMARY KEY NOT NULL,
	"team_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"kind" "entry_kind" DEFAULT 'team' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "teams_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "score_slices" ADD CONSTRAINT "score_slices_score_id_scores_id_fk" FOREIGN KEY ("score_id") REFERENCES "public"."scores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scores" ADD CONSTRAINT "scores_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_tokens" ADD CONSTRAINT "team_tokens_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scores_submission" ON "scores" USING btree ("submission_id","created_at");--> statement-breakpoint
CREATE INDEX "submissions_queue" ON "submissions" USING btree ("created_at") WHERE "submissions"."status" IN ('queued', 'grading');--> statement-breakpoint
CREATE INDEX "submissions_team" ON "submissions" USING btree ("team_id","created_at");