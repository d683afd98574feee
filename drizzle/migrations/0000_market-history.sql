CREATE TABLE "coin_categories" (
	"category" text PRIMARY KEY NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"coin_ids" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "coins" (
	"key" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "coins_key_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"symbol" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "coins_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "momentum_board" (
	"only" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"sequence" bigint NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"board" "bytea" NOT NULL,
	"closes" "bytea" NOT NULL,
	"stream" "bytea" NOT NULL,
	CONSTRAINT "momentum_board_has_one_row" CHECK ("momentum_board"."only" = 1)
);
--> statement-breakpoint
CREATE TABLE "momentum_daily" (
	"slot" timestamp with time zone NOT NULL,
	"price" double precision,
	"coin" integer NOT NULL,
	"rank" integer,
	"score" real NOT NULL,
	"price_momentum" real NOT NULL,
	"volume_spike" real NOT NULL,
	"rsi_signal" real NOT NULL,
	"ma_cross" real NOT NULL,
	"pretrend_bonus" real NOT NULL,
	"whale_bonus" real NOT NULL,
	CONSTRAINT "momentum_daily_slot_coin_pk" PRIMARY KEY("slot","coin")
);
--> statement-breakpoint
CREATE TABLE "momentum_hourly" (
	"slot" timestamp with time zone NOT NULL,
	"price" double precision,
	"coin" integer NOT NULL,
	"rank" integer,
	"score" real NOT NULL,
	"price_momentum" real NOT NULL,
	"volume_spike" real NOT NULL,
	"rsi_signal" real NOT NULL,
	"ma_cross" real NOT NULL,
	"pretrend_bonus" real NOT NULL,
	"whale_bonus" real NOT NULL,
	CONSTRAINT "momentum_hourly_slot_coin_pk" PRIMARY KEY("slot","coin")
);
--> statement-breakpoint
CREATE TABLE "momentum_slots" (
	"slot" timestamp with time zone PRIMARY KEY NOT NULL,
	"universe_size" integer NOT NULL,
	"score_version" smallint NOT NULL,
	"fine" boolean DEFAULT true NOT NULL,
	"hourly" boolean DEFAULT false NOT NULL,
	"daily" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "momentum_snapshots" (
	"slot" timestamp with time zone NOT NULL,
	"price" double precision,
	"coin" integer NOT NULL,
	"rank" integer,
	"score" real NOT NULL,
	"price_momentum" real NOT NULL,
	"volume_spike" real NOT NULL,
	"rsi_signal" real NOT NULL,
	"ma_cross" real NOT NULL,
	"pretrend_bonus" real NOT NULL,
	"whale_bonus" real NOT NULL,
	CONSTRAINT "momentum_snapshots_slot_coin_pk" PRIMARY KEY("slot","coin")
) PARTITION BY RANGE ("slot");
--> statement-breakpoint
CREATE TABLE "volume_snapshots" (
	"ts_hour" timestamp with time zone NOT NULL,
	"total_volume" double precision NOT NULL,
	"coin" integer NOT NULL,
	"charted" boolean DEFAULT false NOT NULL,
	CONSTRAINT "volume_snapshots_ts_hour_coin_pk" PRIMARY KEY("ts_hour","coin")
);
--> statement-breakpoint
ALTER TABLE "momentum_board" ALTER COLUMN "board" SET STORAGE EXTERNAL, ALTER COLUMN "closes" SET STORAGE EXTERNAL, ALTER COLUMN "stream" SET STORAGE EXTERNAL;
