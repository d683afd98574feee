import { featureHash } from "./feature-hash";
import { type PretrendModel, pretrendModelSchema } from "./model";

export type ParsedModel = { model: PretrendModel } | { model: null; reason: string };

/** A model file's content, or in one sentence why it is refused: a model of other features would answer nonsense. */
export function parsePretrendModel(content: unknown): ParsedModel {
  const parsed = pretrendModelSchema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { model: null, reason: `The model file is not usable: ${issue?.path.join(".")}: ${issue?.message}.` };
  }
  const expected = featureHash();
  if (parsed.data.featureHash !== expected) {
    return {
      model: null,
      reason: `The model file was trained on other features (${parsed.data.featureHash}) than this code computes (${expected}).`,
    };
  }
  return { model: parsed.data };
}
