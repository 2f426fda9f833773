CREATE TABLE "workers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"trouble" text,
	"refused_writes" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD COLUMN "setbacks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD COLUMN "set_back_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD COLUMN "next_try_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "baseline_runs" ADD COLUMN "claimed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "comparisons" ADD COLUMN "setbacks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "comparisons" ADD COLUMN "set_back_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "comparisons" ADD COLUMN "next_try_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "comparisons" ADD COLUMN "claimed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "setbacks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "set_back_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "next_try_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
-- Which status may follow which: whatever a program does, a row moves along these arrows only.
CREATE TABLE "job_moves" (
	"table_name" text NOT NULL,
	"from_status" text NOT NULL,
	"to_status" text NOT NULL,
	PRIMARY KEY ("table_name", "from_status", "to_status")
);
--> statement-breakpoint
INSERT INTO "job_moves" ("table_name", "from_status", "to_status") VALUES
	('submissions', 'queued', 'grading'),
	('submissions', 'grading', 'scored'),
	('submissions', 'grading', 'rejected'),
	('submissions', 'grading', 'failed'),
	('submissions', 'grading', 'queued'),
	('submissions', 'failed', 'queued'),
	('comparisons', 'queued', 'computing'),
	('comparisons', 'computing', 'done'),
	('comparisons', 'computing', 'failed'),
	('comparisons', 'computing', 'queued'),
	('comparisons', 'failed', 'queued'),
	('baseline_runs', 'queued', 'running'),
	('baseline_runs', 'queued', 'cancelled'),
	('baseline_runs', 'running', 'submitted'),
	('baseline_runs', 'running', 'failed'),
	('baseline_runs', 'running', 'cancelled'),
	('baseline_runs', 'running', 'queued'),
	('baseline_runs', 'failed', 'queued'),
	('baseline_runs', 'cancelled', 'queued');
--> statement-breakpoint
CREATE FUNCTION "refuse_unknown_move"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (
		SELECT 1 FROM job_moves
		WHERE table_name = TG_TABLE_NAME AND from_status = OLD.status::text AND to_status = NEW.status::text
	) THEN
		RAISE EXCEPTION '% % cannot move from % to %', TG_TABLE_NAME, OLD.id, OLD.status, NEW.status;
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "submissions_moves" BEFORE UPDATE OF "status" ON "submissions"
	FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION "refuse_unknown_move"();
--> statement-breakpoint
CREATE TRIGGER "comparisons_moves" BEFORE UPDATE OF "status" ON "comparisons"
	FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION "refuse_unknown_move"();
--> statement-breakpoint
CREATE TRIGGER "baseline_runs_moves" BEFORE UPDATE OF "status" ON "baseline_runs"
	FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION "refuse_unknown_move"();
