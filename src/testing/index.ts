/** `claudecodex/testing`: what authors of plugins and backends test them with. No network, and nothing is written. */
export { memoryStore } from '../core/store.ts'
export {
  abortEverywhere,
  breakEverywhere,
  type CutOptions,
  cutEverywhere,
  everyCut,
  type PluginSource,
} from './everywhere.ts'
export { deepFreeze } from './freeze.ts'
export { assertLegalStream, type LegalStreamOptions } from './legal-stream.ts'
export { events, message, request, sse, textOf, toolUse } from './messages.ts'
export {
  type RecordedCount,
  type RecordedError,
  type RecordedExchange,
  RecordedExchangeError,
  type RecordedMessage,
  type RecordedStream,
  readExchange,
  readExchanges,
} from './recorded.ts'
export { type PluginRun, type RunOptions, runPlugin } from './run-plugin.ts'
export {
  type DelayedAnswer,
  type ScriptedAnswer,
  type ScriptedBackend,
  type ScriptedContent,
  type ScriptedOptions,
  scripted,
  type WholeAnswer,
} from './scripted.ts'
