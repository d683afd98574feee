CREATE TABLE "candles" (
	"open_at" timestamp with time zone NOT NULL,
	"open" double precision NOT NULL,
	"high" double precision NOT NULL,
	"low" double precision NOT NULL,
	"close" double precision NOT NULL,
	"volume" double precision NOT NULL,
	"volume_usd" double precision NOT NULL,
	"coin" integer NOT NULL,
	"venue" text NOT NULL,
	CONSTRAINT "candles_coin_venue_open_at_pk" PRIMARY KEY("coin","venue","open_at")
);
--> statement-breakpoint
CREATE TABLE "cluster_runs" (
	"at" timestamp with time zone NOT NULL,
	"method" text NOT NULL,
	"summary" jsonb NOT NULL,
	"members" jsonb,
	CONSTRAINT "cluster_runs_method_at_pk" PRIMARY KEY("method","at")
);
--> statement-breakpoint
CREATE TABLE "pretrend_predictions" (
	"at" timestamp with time zone NOT NULL,
	"price" double precision NOT NULL,
	"coin" integer NOT NULL,
	"model_probability" real,
	"served_probability" real NOT NULL,
	"base_rate" real NOT NULL,
	"sigma24" real NOT NULL,
	"outcome" smallint,
	"unknowable" boolean DEFAULT false NOT NULL,
	"model_hash" text,
	CONSTRAINT "pretrend_predictions_at_coin_pk" PRIMARY KEY("at","coin")
);
--> statement-breakpoint
CREATE TABLE "scorecards" (
	"at" timestamp with time zone NOT NULL,
	"subject" text NOT NULL,
	"report" jsonb NOT NULL,
	CONSTRAINT "scorecards_subject_at_pk" PRIMARY KEY("subject","at")
);
--> statement-breakpoint
CREATE TABLE "on_chain_transfers" (
	"at" timestamp with time zone NOT NULL,
	"usd" double precision NOT NULL,
	"amount" double precision NOT NULL,
	"coin" integer NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"blockchain" text NOT NULL,
	"direction" text NOT NULL,
	"sender" text,
	"receiver" text,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "whale_cursors" (
	"last_trade" bigint NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"pair" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "whale_hours" (
	"hour" timestamp with time zone NOT NULL,
	"buy_usd" double precision NOT NULL,
	"sell_usd" double precision NOT NULL,
	"total_usd" double precision NOT NULL,
	"coin" integer NOT NULL,
	"orders" integer NOT NULL,
	"watched_seconds" smallint NOT NULL,
	CONSTRAINT "whale_hours_hour_coin_pk" PRIMARY KEY("hour","coin")
);
--> statement-breakpoint
CREATE TABLE "whale_orders" (
	"at" timestamp with time zone NOT NULL,
	"first_trade" bigint NOT NULL,
	"usd" double precision NOT NULL,
	"price" double precision NOT NULL,
	"coin" integer NOT NULL,
	"trades" integer NOT NULL,
	"side" smallint NOT NULL,
	CONSTRAINT "whale_orders_coin_at_first_trade_pk" PRIMARY KEY("coin","at","first_trade")
);
