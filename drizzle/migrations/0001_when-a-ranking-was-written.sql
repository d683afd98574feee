-- Of rankings stored before, only the slot is known: the end of it is the one moment at which none is seen too early.
ALTER TABLE "momentum_slots" ADD COLUMN "written_at" timestamp with time zone;--> statement-breakpoint
UPDATE "momentum_slots" SET "written_at" = "slot" + interval '4 minutes 59.999 seconds';--> statement-breakpoint
ALTER TABLE "momentum_slots" ALTER COLUMN "written_at" SET NOT NULL;
