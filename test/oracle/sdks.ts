/** The official SDKs on both sides of the change of API version, as one list to run every case with. */
import Anthropic from '@anthropic-ai/sdk'
import { VERSION } from '@anthropic-ai/sdk/version'
import Previous from '@anthropic-ai/sdk-previous'
import { VERSION as PREVIOUS_VERSION } from '@anthropic-ai/sdk-previous/version'

export interface Sdk {
  readonly name: string
  readonly Client: typeof Anthropic
}

/** The previous one has further parameters; what these tests use is the same in both. */
export const sdks: readonly Sdk[] = [
  { name: `SDK ${VERSION}`, Client: Anthropic },
  { name: `SDK ${PREVIOUS_VERSION}`, Client: Previous as unknown as typeof Anthropic },
]

export const apiKey = 'sk-ant-test-oracle-0123456789'

/** No retries: an error that a retry would hide must fail the test. */
export const clientOf = ({ Client }: Sdk, url: string): Anthropic =>
  new Client({ baseURL: url, apiKey, authToken: null, maxRetries: 0 })
