CREATE TYPE "public"."comparison_status" AS ENUM('queued', 'computing', 'done', 'failed');--> statement-breakpoint
CREATE TABLE "comparisons" (
	"id" text PRIMARY KEY NOT NULL,
	"score_a" uuid NOT NULL,
	"score_b" uuid NOT NULL,
	"status" "comparison_status" DEFAULT 'queued' NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"result" jsonb,
	"failure" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "comparisons_pair" UNIQUE("score_a","score_b"),
	CONSTRAINT "comparisons_order" CHECK ("comparisons"."score_a" < "comparisons"."score_b")
);
--> statement-breakpoint
ALTER TABLE "scores" ADD COLUMN "statistics_sha256" text;--> statement-breakpoint
ALTER TABLE "comparisons" ADD CONSTRAINT "comparisons_score_a_scores_id_fk" FOREIGN KEY ("score_a") REFERENCES "public"."scores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comparisons" ADD CONSTRAINT "comparisons_score_b_scores_id_fk" FOREIGN KEY ("score_b") REFERENCES "public"."scores"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comparisons_queue" ON "comparisons" USING btree ("created_at") WHERE "comparisons"."status" IN ('queued', 'computing');