/** Bytes as lowercase hex digits. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Hex digits, already checked, as bytes. */
export function fromHex(text: string): Uint8Array {
  return Buffer.from(text, 'hex');
}
