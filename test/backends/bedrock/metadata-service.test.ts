import { expect } from 'chai'
import { withoutMetadataService } from '../../../src/backends/bedrock/metadata-service.ts'

const name = 'AWS_EC2_METADATA_DISABLED'

describe('the metadata service of EC2', () => {
  let before: string | undefined
  beforeEach(() => {
    before = process.env[name]
    delete process.env[name]
  })
  afterEach(() => {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  })

  it('is off while credentials are looked for, and as it was afterwards', async () => {
    expect(await withoutMetadataService(async () => process.env[name])).to.equal('true')
    expect(process.env).not.to.have.property(name)
  })
  it('stays off until the last of several looks is over, failures included', async () => {
    let end = (): void => {}
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    const first = withoutMetadataService(() => ended)
    const second = withoutMetadataService(async () => {
      throw new Error('none')
    }).catch((error: unknown) => error)
    expect(await second).to.be.instanceOf(Error)
    expect(process.env[name]).to.equal('true')
    end()
    await first
    expect(process.env).not.to.have.property(name)
  })
  it('leaves a word of the user alone', async () => {
    process.env[name] = 'false'
    expect(await withoutMetadataService(async () => process.env[name])).to.equal('false')
    expect(process.env[name]).to.equal('false')
  })
})
