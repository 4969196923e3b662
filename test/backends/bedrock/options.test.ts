import { expect } from 'chai'
import { checkKeys, endpointOf, guardrailOf, regionOf } from '../../../src/backends/bedrock/options.ts'

describe('the options of Bedrock', () => {
  it('find the region in the option, then in the variables of AWS', () => {
    const environment = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }
    expect(regionOf({ region: 'us-west-2' }, environment)).to.equal('us-west-2')
    expect(regionOf({}, environment)).to.equal('eu-west-1')
    expect(regionOf({}, { AWS_REGION: ' ', AWS_DEFAULT_REGION: 'eu-west-2' })).to.equal('eu-west-2')
    expect(regionOf({}, {})).to.equal('us-east-1')
  })
  it('find the place of the region, or the one that is named', () => {
    expect(endpointOf({ region: 'eu-west-1' }, {})).to.equal(
      'https://bedrock-runtime.eu-west-1.amazonaws.com',
    )
    expect(endpointOf({ region: 'cn-north-1' }, {})).to.match(/amazonaws\.com\.cn$/)
    expect(endpointOf({}, { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'https://vpc.example/' })).to.equal(
      'https://vpc.example',
    )
    expect(endpointOf({ endpoint: 'http://127.0.0.1:1' }, { AWS_ENDPOINT_URL: 'https://x' })).to.equal(
      'http://127.0.0.1:1',
    )
    expect(() => endpointOf({ endpoint: 'vpc.example' }, {})).to.throw(/Correct `endpoint`/)
  })
  it('want both halves of a pair of keys, or none', () => {
    checkKeys({})
    checkKeys({ accessKeyId: 'a', secretAccessKey: 's' })
    expect(() => checkKeys({ accessKeyId: 'a' })).to.throw(/`secretAccessKey` is missing/)
    expect(() => checkKeys({ secretAccessKey: 's' })).to.throw(/`accessKeyId` is missing/)
  })
  it('make a guardrail, with what only streams know', () => {
    const guardrail = {
      identifier: 'g',
      version: '1',
      trace: 'enabled',
      streamProcessingMode: 'async',
    } as const
    const plain = { guardrailIdentifier: 'g', guardrailVersion: '1', trace: 'enabled' }
    expect(guardrailOf({ guardrail }, false)).to.deep.equal(plain)
    expect(guardrailOf({ guardrail }, true)).to.deep.equal({ ...plain, streamProcessingMode: 'async' })
    expect(guardrailOf({}, true)).to.equal(undefined)
  })
})
