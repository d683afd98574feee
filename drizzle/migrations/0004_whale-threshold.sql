ALTER TABLE "whale_cursors" ADD COLUMN "min_usd" double precision;--> statement-breakpoint
ALTER TABLE "whale_hours" ADD COLUMN "min_usd" double precision;