/** Keeps known secrets out of texts that others wrote: some servers quote in an error the very key they refuse. */

const mask = '***'
/** Characters; what is shorter is no secret, and would tear ordinary words apart. */
const shortest = 6

/** The parts of header values that are secret: a scheme such as `Bearer` is none. */
export const secretsIn = (values: readonly (string | undefined)[]): readonly string[] =>
  values
    .flatMap(value => (value === undefined ? [] : [value.replace(/^\w+\s+/, '')]))
    .filter(({ length }) => length >= shortest)

export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => rest.replaceAll(secret, mask), text)

/** The same bytes where no secret is in them. */
export const bytesWithoutSecrets = (bytes: Buffer, secrets: readonly string[]): Buffer =>
  secrets.some(secret => bytes.includes(secret))
    ? Buffer.from(withoutSecrets(bytes.toString(), secrets))
    : bytes
