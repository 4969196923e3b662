import { expect } from 'chai'
import type { ApiError } from '../../../src/anthropic/errors.ts'
import { InternalError } from '../../../src/anthropic/errors.ts'
import type { Sent } from '../../../src/backends/bedrock/client.ts'
import { brokenAnswer, errorOf, exceptionOf, isExpired } from '../../../src/backends/bedrock/errors.ts'

const exception = (name: string, message = 'said', more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more })

describe('failures of Bedrock', () => {
  const failure = (thrown: unknown, sent: Sent = {}, signal = new AbortController().signal): ApiError =>
    errorOf(thrown, { backend: 'cloud', model: 'us.m', sent, signal }) as ApiError
  const typeOf = (name: string, message?: string, more?: object) =>
    failure(exception(name, message, more)).type

  it('case 105: have the types that clients act on', () => {
    expect(typeOf('ValidationException')).to.equal('invalid_request_error')
    expect(typeOf('AccessDeniedException')).to.equal('permission_error')
    expect(typeOf('ResourceNotFoundException')).to.equal('not_found_error')
    expect(typeOf('ThrottlingException')).to.equal('rate_limit_error')
    expect(typeOf('ServiceUnavailableException')).to.equal('overloaded_error')
    expect(typeOf('ModelNotReadyException')).to.equal('overloaded_error')
    expect(typeOf('InternalServerException')).to.equal('api_error')
    expect(typeOf('ModelTimeoutException')).to.equal('timeout_error')
    expect(typeOf('ConflictException')).to.equal('invalid_request_error')
    expect(failure(exception('ThrottlingException'))).to.include({ status: 429, message: 'cloud: said' })
  })
  it('case 105: ask for a new sign-in, and not for a retry, where the credentials are at fault', () => {
    const names = [
      'ExpiredTokenException',
      'UnrecognizedClientException',
      'InvalidSignatureException',
      'CredentialsProviderError',
      'TokenProviderError',
    ]
    for (const name of names) {
      const error = failure(exception(name))
      expect(error, name).to.include({ type: 'authentication_error', shouldRetry: false })
      expect(error.message).to.include('aws sso login')
    }
    const key = 'Authentication failed: Please make sure your API Key is valid.'
    expect(typeOf('AccessDeniedException', key)).to.equal('authentication_error')
  })
  it('tell a quota from a moment of too much', () => {
    expect(failure(exception('ServiceQuotaExceededException'))).to.include({
      type: 'rate_limit_error',
      shouldRetry: false,
    })
    expect(
      failure(exception('ThrottlingException'), { headers: { 'retry-after': '7' } }).retryAfter,
    ).to.equal(7)
  })
  it('case 105: name the model that is not there, and the profile that is wanted', () => {
    const unknown = failure(exception('ValidationException', 'The provided model identifier is invalid.'))
    expect(unknown).to.include({
      type: 'not_found_error',
      message: 'cloud: model us.m: The provided model identifier is invalid',
    })
    const direct = "Invocation of model ID x with on-demand throughput isn't supported."
    expect(failure(exception('ValidationException', direct)).message).to.include('inference profile')
  })
  it('follow the status of the model behind Bedrock', () => {
    const model = (originalStatusCode: number, name = 'ModelErrorException') =>
      typeOf(name, 'x', { originalStatusCode })
    expect(model(400)).to.equal('invalid_request_error')
    expect(model(429)).to.equal('rate_limit_error')
    expect(model(500)).to.equal('api_error')
    expect(model(529, 'ModelStreamErrorException')).to.equal('overloaded_error')
    expect(typeOf('ModelStreamErrorException', 'Overloaded')).to.equal('overloaded_error')
  })
  it('keep the words that make Claude Code compact', () => {
    const claude =
      'The model returned the following errors: prompt is too long: 210000 tokens > 200000 maximum'
    expect(failure(exception('ValidationException', claude)).message).to.equal(
      'prompt is too long: 210000 tokens > 200000 maximum',
    )
    expect(
      failure(exception('ValidationException', 'Input is too long for requested model.')).message,
    ).to.match(/^prompt is too long: Input is too long/)
    const both = 'x: input length and `max_tokens` exceed context limit: 1 + 2 > 2, decrease'
    expect(failure(exception('ValidationException', both)).message).to.match(/^input length and/)
  })
  it('are what the status says where the name says nothing', () => {
    expect(failure(exception('Error', 'x'), { status: 413 }).type).to.equal('request_too_large')
    expect(failure(exception('Error', 'x'), { status: 503 }).type).to.equal('overloaded_error')
    expect(failure(exception('NewException', 'x', { $metadata: { httpStatusCode: 403 } })).type).to.equal(
      'permission_error',
    )
    expect(failure(exception('Error', 'x'), { status: 200 }).type).to.equal('api_error')
    expect(failure('odd')).to.include({ type: 'api_error', message: 'cloud: odd' })
    expect(exceptionOf(exception('E', 'x', { $response: { statusCode: 502 } })).status).to.equal(502)
  })
  it('show no page, no key, and never nothing', () => {
    const page = exception('SyntaxError', 'Unexpected token < in JSON', { $response: { statusCode: 502 } })
    expect(failure(page)).to.include({
      type: 'overloaded_error',
      message: "cloud: an answer that is not Bedrock's (status 502)",
    })
    expect(failure(exception('ValidationException', 'key AKIAABCDEFGHIJKL is wrong')).message).to.equal(
      'cloud: key AKIA*** is wrong',
    )
    expect(failure(exception('ValidationException', '')).message).to.equal('cloud: ValidationException')
  })
  it('are said without what the SDK adds to exceptions that it does not know', () => {
    const json = '{"message":"The model took too long","originalStatusCode":429}'
    const hint =
      '\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response'
    expect(failure(exception('modelTimeoutException', json + hint))).to.include({
      type: 'timeout_error',
      message: 'cloud: The model took too long',
    })
    expect(failure(exception('modelErrorException', json)).type).to.equal('rate_limit_error')
    expect(failure(exception('UnknownError', 'UnknownError'), { status: 500 }).message).to.equal(
      'cloud: status 500 without a word',
    )
    expect(failure(exception('UnknownError', 'UnknownError')).message).to.equal(
      'cloud: an error without a word',
    )
    expect(failure(exception('E', 'null')).message).to.equal('cloud: null')
  })
  it('name the profile in which no credentials were found', () => {
    const thrown = exception('CredentialsProviderError', 'Could not load credentials from any providers')
    const { signal } = new AbortController()
    const told = errorOf(thrown, {
      backend: 'cloud',
      model: 'm',
      sent: {},
      signal,
      profile: 'nobody',
    }) as ApiError
    expect(told.message).to.match(/^cloud: profile nobody: Could not load/)
    expect(failure(thrown).message).to.match(/^cloud: Could not load/)
  })
  it('are the broken stream, the abort or the failure of the network itself', () => {
    expect(failure(new Error('Truncated event message received.')).type).to.equal('overloaded_error')
    const damaged =
      'The prelude checksum specified in the message (1) does not match the calculated CRC32 checksum (2)'
    expect(failure(new Error(damaged)).type).to.equal('overloaded_error')
    const network = new InternalError('Cannot reach x')
    expect(failure(network)).to.equal(network)
    const abort = new AbortController()
    abort.abort('gone')
    expect(failure(exception('AbortError'), {}, abort.signal)).to.equal('gone')
  })
  it('know credentials that have run out, in the stream’s spelling too', () => {
    expect(isExpired(exception('ExpiredTokenException'))).to.equal(true)
    expect(isExpired(exception('expiredToken'))).to.equal(true)
    expect(isExpired(exception('ThrottlingException'))).to.equal(false)
    expect(isExpired(undefined)).to.equal(false)
    expect(failure(exception('throttlingException')).type).to.equal('rate_limit_error')
  })
  it('tell an answer that is none', () => {
    expect(brokenAnswer('cloud')).to.include({ type: 'api_error', backend: 'cloud' })
  })
})
