/** The parts of the program that are tried with real providers. */
import { fold } from '../../src/anthropic/fold.ts'
import { listedModels } from '../../src/commands/listed-models.ts'
import { makeBackends } from '../../src/config/backends.ts'
import { createGateway } from '../../src/core/gateway.ts'
import { modelFacts } from '../../src/core/model-facts.ts'
import { assertLegalStream } from '../../src/testing/legal-stream.ts'
import { createWire } from '../../src/wire/http.ts'

export interface Program {
  readonly version: string
  readonly makeBackends: typeof makeBackends
  readonly createWire: typeof createWire
  readonly createGateway: typeof createGateway
  readonly modelFacts: typeof modelFacts
  readonly listedModels: typeof listedModels
  readonly fold: typeof fold
  readonly assertLegalStream: (...parameters: Parameters<typeof assertLegalStream>) => void
}

export const programOf = (version: string): Program => ({
  version,
  makeBackends,
  createWire,
  createGateway,
  modelFacts,
  listedModels,
  fold,
  assertLegalStream,
})
