/** What a configuration may say about Bedrock, and what follows from it. */
import { InternalError } from '../../anthropic/errors.ts'
import type { Timeouts } from '../../wire/timeouts.ts'
import type { Guardrail } from './types.ts'

export interface BedrockOptions {
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, else us-east-1. */
  readonly region?: string
  /** Of the shared files of AWS. Default: what the SDK's own chain of credentials finds. */
  readonly profile?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly sessionToken?: string
  /** A Bedrock API key, in place of the other credentials. */
  readonly apiKey?: string
  /** In place of the region's own, such as that of a VPC endpoint. */
  readonly endpoint?: string
  /** True where credentials may come from the metadata service of an EC2 instance. */
  readonly metadataService?: boolean
  /** Model used where nothing else names one. Default: the region's current Claude Sonnet. */
  readonly model?: string
  /** Names of your own, and the ids or ARNs they stand for. The name tells the model where an ARN does not. */
  readonly models?: Readonly<Record<string, string>>
  readonly guardrail?: {
    readonly identifier: string
    readonly version: string
    readonly trace?: Guardrail['trace']
    readonly streamProcessingMode?: Guardrail['streamProcessingMode']
  }
  /** Beta headers of the client that may travel besides the known ones. */
  readonly betas?: readonly string[]
  /** Tokens; clamps what the client asks for. */
  readonly maxOutput?: number
  readonly timeouts?: Partial<Timeouts>
}

type Environment = Readonly<Record<string, string | undefined>>

/** As the SDK reads them, which knows no `AWS_DEFAULT_REGION`. */
export function regionOf({ region }: BedrockOptions, environment: Environment = process.env): string {
  const found = [region, environment.AWS_REGION, environment.AWS_DEFAULT_REGION].find(name => name?.trim())
  return found?.trim() ?? 'us-east-1'
}

/** Throws an `InternalError` for one that is no URL. */
export function endpointOf(options: BedrockOptions, environment: Environment = process.env): string {
  const region = regionOf(options, environment)
  const given = [
    options.endpoint,
    environment.AWS_ENDPOINT_URL_BEDROCK_RUNTIME,
    environment.AWS_ENDPOINT_URL,
  ].find(url => url?.trim())
  if (!given) {
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
    return `https://bedrock-runtime.${region}.${domain}`
  }
  if (URL.canParse(given) && /^https?:/.test(given)) return given.trim().replace(/\/+$/, '')
  throw new InternalError(
    'The endpoint of Bedrock must begin with http:// or https://. Correct `endpoint`.',
    {
      shouldRetry: false,
    },
  )
}

/** Throws an `InternalError` for half of a pair of keys, with which AWS would refuse every signature. */
export function checkKeys({ accessKeyId, secretAccessKey }: BedrockOptions): void {
  if ((accessKeyId === undefined) === (secretAccessKey === undefined)) return
  const missing = accessKeyId === undefined ? 'accessKeyId' : 'secretAccessKey'
  throw new InternalError(
    `Credentials of AWS are a pair: \`${missing}\` is missing beside its other half. Add it.`,
    { shouldRetry: false },
  )
}

export const guardrailOf = ({ guardrail }: BedrockOptions, isStream: boolean): Guardrail | undefined =>
  guardrail && {
    guardrailIdentifier: guardrail.identifier,
    guardrailVersion: guardrail.version,
    ...(guardrail.trace && { trace: guardrail.trace }),
    ...(isStream &&
      guardrail.streamProcessingMode && { streamProcessingMode: guardrail.streamProcessingMode }),
  }
