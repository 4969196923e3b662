/** The whole public API: what a configuration and a plugin may import from `claudecodex`. */

// The language: requests, answers, events and errors of the Messages API.
export type {
  AnswerBlock,
  CacheControl,
  ContentBlock,
  DocumentBlock,
  DocumentSource,
  ImageBlock,
  ImageSource,
  RedactedThinkingBlock,
  TextBlock,
  ThinkingBlock,
  ToolReferenceBlock,
  ToolResultBlock,
  ToolResultContent,
  ToolUseBlock,
} from './anthropic/blocks.ts'
export {
  ApiError,
  AuthenticationError,
  BillingError,
  ConflictError,
  type ErrorBody,
  type ErrorDetails,
  type ErrorType,
  InternalError,
  InvalidRequestError,
  NotFoundError,
  OverloadedError,
  PermissionError,
  RateLimitError,
  type RawAnswer,
  RequestTooLargeError,
  TimeoutError,
} from './anthropic/errors.ts'
export type {
  BlockDelta,
  BlockDeltaEvent,
  BlockStart,
  BlockStop,
  EventStream,
  MessageDelta,
  MessageStart,
  MessageStop,
  Ping,
  StreamEvent,
} from './anthropic/events.ts'
export { fold, foldStream } from './anthropic/fold.ts'
export {
  emptyMessage,
  emptyUsage,
  type Message,
  promptTokens,
  type StopReason,
  textMessage,
  type Usage,
} from './anthropic/message.ts'
export type {
  Effort,
  InputMessage,
  MessagesRequest,
  OutputConfig,
  Role,
  Thinking,
  Tool,
  ToolChoice,
} from './anthropic/request.ts'
export { unfold } from './anthropic/unfold.ts'

// Backends: where answers come from.
export { anthropic } from './backends/anthropic/index.ts'
export type { BackendContext, BackendFactory } from './backends/backend-factory.ts'
export { type BedrockOptions, bedrock } from './backends/bedrock/index.ts'
export { demo } from './backends/demo/index.ts'
export type { Dialect } from './backends/openai/dialect.ts'
export { type ResponsesOptions, responses } from './backends/responses/index.ts'
export { type SimOptions, sim } from './backends/sim/index.ts'
// Configuration.
export {
  type BackendData,
  type BackendEntry,
  type Config,
  type CouncilConfig,
  defineConfig,
  type PluginEntry,
  type ServerConfig,
} from './config/config.ts'
export { type OpenAiOptions, openai } from './config/openai.ts'
// The contracts.
export type {
  AskOptions,
  Attempt,
  Backend,
  Call,
  Head,
  Headers,
  ModelInfo,
  ModelRef,
  RawBody,
  RelayAnswer,
  RelayRequest,
  TokenCount,
  WireRequest,
} from './core/backend.ts'
export { begun } from './core/begun.ts'
export type {
  AnswerHeaders,
  Choice,
  Exchange,
  ExchangeKind,
  ExchangeSource,
  Outcome,
  Pace,
  Timing,
} from './core/exchange.ts'
export type { Log } from './core/log.ts'
export { type MapTextOptions, mapText, type TextKind } from './core/map-text.ts'
export type { GivenPrice, ModelFacts, OwnFacts } from './core/model-facts.ts'
export { exchangePattern } from './core/model-pattern.ts'
export { type OptionCheck, type OptionTable, optionList, optionSchema } from './core/option-schema.ts'
export {
  type Awaitable,
  type ConfigView,
  definePlugin,
  type Hooks,
  type Next,
  type Plugin,
  type PluginContext,
  type Route,
  type RouteAnswer,
  type RouteRequest,
} from './core/plugin.ts'
export { costOf, type Price, type PriceTier, type Rates, tellsOfPlan } from './core/price.ts'
export { privateKeys } from './core/private-keys.ts'
export type { LogRecord } from './core/record.ts'
export type { HookName, PluginStatus } from './core/running-plugin.ts'
export type { SchemaIssue, SchemaResult, StandardSchema } from './core/schema.ts'
export type { Store } from './core/store.ts'
export { type KeySpan, vendorKeys } from './core/vendor-keys.ts'
export type { RequestClass, Who } from './core/who.ts'
// Recordings.
export type { AttemptFacts, Begun, Ended } from './recording/recorded-facts.ts'
export type { Recorder } from './recording/recorder.ts'
export type { RecordedCost } from './recording/schema.ts'
export { type RecordingOptions, type RunningRecording, startRecording } from './recording/start-recording.ts'
