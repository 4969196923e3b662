import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readAwsProfiles } from '../../src/config/aws-profiles.ts'

describe('the profiles of AWS', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'claudecodex-home-'))
    mkdirSync(join(home, '.aws'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('come from both files of the home, without their keys', () => {
    writeFileSync(
      join(home, '.aws', 'credentials'),
      '[default]\naws_access_key_id = A\n\n[saml]\nregion=eu-west-1\n',
    )
    writeFileSync(
      join(home, '.aws', 'config'),
      '# comment\n[profile work]\nregion = eu-central-1\n[profile "two words"]\n[sso-session one]\nregion = x\n[default]\nregion = us-west-2\n',
    )
    const profiles = readAwsProfiles({ HOME: home })
    expect(profiles).to.deep.include({
      default: { region: 'us-west-2' },
      saml: { region: 'eu-west-1' },
      work: { region: 'eu-central-1' },
    })
    expect(profiles).not.to.have.any.keys('sso-session', 'one')
    expect(JSON.stringify(profiles)).not.to.include('aws_access_key_id')
  })
  it('come from the files that the variables name', () => {
    const file = join(home, 'elsewhere')
    writeFileSync(file, '[other]\n')
    expect(
      readAwsProfiles({ AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(home, 'none') }),
    ).to.deep.equal({
      other: {},
    })
  })
  it('are none where there are no files', () => {
    expect(readAwsProfiles({ HOME: join(home, 'nobody') })).to.deep.equal({})
  })
})
