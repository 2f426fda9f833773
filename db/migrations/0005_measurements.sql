ALTER TABLE "scores" RENAME COLUMN "statistics_sha256" TO "measurements_sha256";
