/** A configuration as loading one yields it, with one scripted backend and whatever a test wants to differ. */
import type { Configuration } from '../../src/config/configuration.ts'
import type { LoadedPlugin } from '../../src/core/chain.ts'
import { modelFacts } from '../../src/core/model-facts.ts'
import { createWire } from '../../src/wire/http.ts'
import { chainOf, type GatewayParts } from './gateway.ts'

export const configurationOf = (
  more: Partial<Configuration> = {},
  parts: GatewayParts = {},
): Configuration => ({
  files: [],
  home: '/home/test/.claudecodex',
  server: { port: 0, host: '127.0.0.1', allowHosts: [], commitAfterMs: 60_000, forward: [] },
  chain: chainOf(parts),
  backend: { name: 'scripted', reason: 'a test says so' },
  offers: [],
  notices: [],
  record: false,
  council: { members: [], mode: 'full', timeoutMs: 120_000, trigger: 'auto', progress: 'auto' },
  declared: [],
  facts: modelFacts(),
  wire: createWire(),
  environment: {},
  ...more,
})

export const pluginOf = (name: string, fingerprint = name): LoadedPlugin => ({
  plugin: { name, apiVersion: 1 },
  fingerprint,
})
