CREATE TABLE "api_keys" (
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target" text,
	"address" text,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "owners" (
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"id" integer PRIMARY KEY NOT NULL,
	"session_epoch" integer DEFAULT 1 NOT NULL,
	"password_hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_firings" (
	"at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp with time zone,
	"value" double precision,
	"sequence" bigint,
	"episode" integer NOT NULL,
	"rule_version" integer NOT NULL,
	"already_true" boolean NOT NULL,
	"late" boolean NOT NULL,
	"deferred_since" timestamp with time zone,
	"key" text PRIMARY KEY NOT NULL,
	"rule_id" text NOT NULL,
	"coin_id" text NOT NULL,
	"symbol" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "alert_firings_rule_id_coin_id_episode_unique" UNIQUE("rule_id","coin_id","episode")
);
--> statement-breakpoint
CREATE TABLE "alert_progress" (
	"sequence" bigint NOT NULL,
	"board_at" timestamp with time zone NOT NULL,
	"only" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"readings" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_states" (
	"last_fired_at" timestamp with time zone,
	"deferred_since" timestamp with time zone,
	"episodes" integer NOT NULL,
	"armed" boolean NOT NULL,
	"rule_id" text NOT NULL,
	"coin_id" text NOT NULL,
	CONSTRAINT "alert_states_rule_id_coin_id_pk" PRIMARY KEY("rule_id","coin_id")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"wait_until" timestamp with time zone,
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"config" text NOT NULL,
	"disabled_reason" text
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"enqueued_at" timestamp with time zone,
	"next_attempt_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"latency_ms" double precision,
	"attempts" integer DEFAULT 0 NOT NULL,
	"test" boolean DEFAULT false NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"channel_id" text NOT NULL,
	"state" text NOT NULL,
	"message" jsonb NOT NULL,
	"provider_id" text,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"at" timestamp with time zone NOT NULL,
	"took_ms" double precision NOT NULL,
	"attempt" integer NOT NULL,
	"delivery_id" text NOT NULL,
	"outcome" text NOT NULL,
	"answer" text NOT NULL,
	CONSTRAINT "delivery_attempts_delivery_id_attempt_pk" PRIMARY KEY("delivery_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "delivery_firings" (
	"delivery_id" text NOT NULL,
	"firing_key" text NOT NULL,
	"channel_id" text NOT NULL,
	CONSTRAINT "delivery_firings_firing_key_channel_id_pk" PRIMARY KEY("firing_key","channel_id")
);
--> statement-breakpoint
CREATE TABLE "watchlists" (
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"position" integer NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"coin_ids" text[] NOT NULL
);
--> statement-breakpoint
CREATE INDEX "alert_firings_at_index" ON "alert_firings" USING btree ("at");--> statement-breakpoint
CREATE INDEX "alert_firings_rule_id_at_index" ON "alert_firings" USING btree ("rule_id","at");--> statement-breakpoint
CREATE INDEX "deliveries_state_updated_at_index" ON "deliveries" USING btree ("state","updated_at");--> statement-breakpoint
CREATE INDEX "delivery_firings_delivery_id_index" ON "delivery_firings" USING btree ("delivery_id");