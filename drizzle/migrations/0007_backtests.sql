CREATE TABLE "backtest_parts" (
	"finished_at" timestamp with time zone DEFAULT now() NOT NULL,
	"part" integer NOT NULL,
	"backtest_id" text NOT NULL,
	"rows" "bytea" NOT NULL,
	CONSTRAINT "backtest_parts_backtest_id_part_pk" PRIMARY KEY("backtest_id","part")
);
--> statement-breakpoint
CREATE TABLE "backtests" (
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"beat_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"fingerprint" text NOT NULL,
	"title" text NOT NULL,
	"request" jsonb NOT NULL,
	"plan" jsonb NOT NULL,
	"progress" jsonb,
	"error" text,
	"verifies" text,
	"result_sha256" text,
	"summary" jsonb,
	"result" "bytea"
);
--> statement-breakpoint
CREATE TABLE "candle_spans" (
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"backtested_at" timestamp with time zone,
	"found" integer NOT NULL,
	"coin" integer NOT NULL,
	"venue" text NOT NULL,
	CONSTRAINT "candle_spans_coin_venue_from_at_pk" PRIMARY KEY("coin","venue","from_at")
);
--> statement-breakpoint
CREATE INDEX "backtests_fingerprint" ON "backtests" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "backtests_created" ON "backtests" USING btree ("created_at");