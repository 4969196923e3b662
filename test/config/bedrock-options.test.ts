import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { bedrockOptions, hasBedrockCredentials } from '../../src/config/bedrock-options.ts'

describe('what the variables say about Bedrock', () => {
  let folder: string
  let files: Record<string, string>
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudecodex-aws-'))
    const credentials = join(folder, 'credentials')
    writeFileSync(credentials, '[saml]\nregion = eu-west-1\n[work]\nregion = eu-central-1\n')
    files = { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: join(folder, 'config') }
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is the region of a variable, of the profile, or the default', () => {
    expect(bedrockOptions({ ...files, AWS_REGION: 'a-1', AWS_DEFAULT_REGION: 'b-1' })).to.include({
      region: 'a-1',
    })
    expect(bedrockOptions({ ...files, AWS_DEFAULT_REGION: 'b-1', AWS_PROFILE: 'work' })).to.include({
      region: 'b-1',
    })
    expect(bedrockOptions({ ...files, AWS_PROFILE: 'work' })).to.include({ region: 'eu-central-1' })
    expect(bedrockOptions({ ...files, AWS_PROFILE: 'none' })).to.include({ region: 'us-east-1' })
  })
  it('is the profile `saml` where there is one and nothing else is set', () => {
    expect(bedrockOptions(files)).to.deep.equal({ profile: 'saml', region: 'eu-west-1' })
    const nowhere = {
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_CONFIG_FILE: join(folder, 'none'),
    }
    expect(bedrockOptions(nowhere)).to.deep.equal({ region: 'us-east-1' })
    for (const name of [
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_ACCESS_KEY_ID',
    ]) {
      expect(bedrockOptions({ ...files, [name]: 'x' }), name).to.deep.equal({ region: 'us-east-1' })
    }
  })
  it('is a key of Bedrock before a profile, and a profile before a pair of keys', () => {
    const pair = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S' }
    const session = { ...pair, AWS_SESSION_TOKEN: 'T' }
    expect(bedrockOptions({ ...files, ...session })).to.deep.equal({
      region: 'us-east-1',
      accessKeyId: 'A',
      secretAccessKey: 'S',
      sessionToken: 'T',
    })
    expect(bedrockOptions({ ...files, ...pair, AWS_PROFILE: 'p' })).to.deep.equal({
      region: 'us-east-1',
      profile: 'p',
    })
    expect(
      bedrockOptions({ ...files, ...pair, AWS_PROFILE: 'p', AWS_BEARER_TOKEN_BEDROCK: 'K' }),
    ).to.deep.equal({
      region: 'us-east-1',
      apiKey: 'K',
    })
  })
  it('lends no credentials where the configuration has its own', () => {
    const variables = {
      ...files,
      AWS_BEARER_TOKEN_BEDROCK: 'K',
      AWS_ACCESS_KEY_ID: 'A',
      AWS_SECRET_ACCESS_KEY: 'S',
    }
    for (const given of [{ profile: 'work' }, { accessKeyId: 'B' }, { apiKey: 'L' }]) {
      expect(bedrockOptions(variables, given)).to.have.all.keys('region')
    }
    expect(bedrockOptions(variables, { profile: 'work' })).to.deep.equal({ region: 'eu-central-1' })
  })

  it('is credentials where somebody has set some up for it, and not a profile for anything', () => {
    expect(hasBedrockCredentials(files)).to.equal(true)
    const { AWS_CONFIG_FILE = '' } = files
    const none = { AWS_SHARED_CREDENTIALS_FILE: AWS_CONFIG_FILE, AWS_CONFIG_FILE }
    writeFileSync(AWS_CONFIG_FILE, '[default]\nregion = eu-west-1\n')
    expect(hasBedrockCredentials(none)).to.equal(false)
    expect(hasBedrockCredentials({ ...none, AWS_PROFILE: 'work' })).to.equal(true)
    expect(hasBedrockCredentials({ ...none, AWS_WEB_IDENTITY_TOKEN_FILE: '/token' })).to.equal(true)
    expect(hasBedrockCredentials({ ...none, AWS_ACCESS_KEY_ID: 'a' })).to.equal(false)
  })
})
