/**
 * A strict stand-in for Bedrock's runtime over HTTP/1.1: checks signatures and tokens, refuses what AWS and its models would
 * refuse, remembers why, and otherwise gives the scripted answers, or plain ones where none are left.
 */
import {
  type AwsFault,
  bedrockError,
  bedrockJson,
  bedrockStream,
  converseAnswer,
  textFrames,
} from './bedrock-answers.ts'
import { type Body, messageRules } from './bedrock-message-rules.ts'
import { bodyFault, modelFault } from './bedrock-model-rules.ts'
import { operations, shapeFault } from './bedrock-shapes.ts'
import { type Keys, signatureFault, strictKeys } from './bedrock-signature.ts'
import { type Answerer, type Received, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export interface BedrockServerOptions {
  readonly region?: string
  readonly keys?: Keys
  readonly tls?: boolean
  /** Asked for an answer where no scripted one is left; undefined leads to the plain one. */
  readonly answerer?: Answerer
}

export interface BedrockServer extends ScriptedServer {
  /** One sentence for each request that was refused. A test that expects none says so in `afterEach`. */
  readonly violations: readonly string[]
  /** The model and the body of each request for an answer, in order. */
  sent(): readonly { readonly model: string; readonly operation: string; readonly body: Body }[]
}

export async function startBedrockServer(options: BedrockServerOptions = {}): Promise<BedrockServer> {
  const { region = 'us-east-1', keys = strictKeys } = options
  const violations: string[] = []
  const check: Answerer = received => {
    const fault = faultOf(received, region, keys)
    if (!fault) return undefined
    violations.push(`${received.url}: ${fault.name}: ${fault.message}`)
    return bedrockError(fault)
  }
  const server = await startScriptedServer({
    ...(options.tls && { tls: true }),
    first: check,
    last: received => options.answerer?.(received) ?? plainAnswer(received),
  })
  return Object.assign(server, {
    violations,
    sent: () =>
      server.received.map(received => ({
        ...targetOf(received),
        body: JSON.parse(received.body.toString()) as Body,
      })),
  })
}

function targetOf({ path }: Received): { readonly model: string; readonly operation: string } {
  const [, model = '', operation = ''] = /^\/model\/([^/]+)\/([a-z-]+)$/.exec(path) ?? []
  return { model: decodeURIComponent(model), operation }
}

function faultOf(received: Received, region: string, keys: Keys): AwsFault | undefined {
  const { model, operation } = targetOf(received)
  if (received.method !== 'POST' || !operations.includes(operation)) {
    return { status: 404, name: 'UnknownOperationException', message: '' }
  }
  return (
    framing(received) ?? signatureFault(received, region, keys) ?? bodyFaultOf(received, model, operation)
  )
}

const invalid = (message: string): AwsFault => ({ status: 400, name: 'ValidationException', message })

/** RFC 9110: a length is given, and what is Anthropic's, or the proxy's own, is nobody else's business. */
function framing({ headers, body }: Received): AwsFault | undefined {
  const leaked = Object.keys(headers).find(name =>
    /^(keep-alive|te|trailer|upgrade|proxy-.*|cookie|x-api-key|anthropic-.*|x-claude.*|x-stainless-.*|x-app)$/.test(
      name,
    ),
  )
  if (leaked) return invalid(`${leaked}: must not travel`)
  if (headers['content-length'] !== String(body.length)) return invalid('content-length: missing or wrong')
  return headers['content-type'] === 'application/json'
    ? undefined
    : invalid('content-type: application/json')
}

function bodyFaultOf(received: Received, model: string, operation: string): AwsFault | undefined {
  const body = JSON.parse(received.body.toString()) as Body & { readonly input?: { readonly converse: Body } }
  const shape = shapeFault(operation, body)
  if (shape) return invalid(shape)
  const converse = body.input?.converse ?? body
  const message = messageRules(converse)
  return modelFault(model, operation) ?? (message ? invalid(message) : bodyFault(model, converse))
}

/** What Bedrock says to anything in order. */
function plainAnswer(received: Received) {
  const { operation } = targetOf(received)
  if (operation === 'converse-stream') return bedrockStream(textFrames())
  return operation === 'converse' ? converseAnswer() : bedrockJson({ inputTokens: 321 })
}
