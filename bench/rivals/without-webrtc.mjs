// webtorrent loads a native library for WebRTC, which pages in browsers need and TCP between two programs does not. Its
// binary comes from a script that is not run here; in its place stands nothing.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'webrtc-polyfill' && !specifier.startsWith('node-datachannel'))
      return next(specifier, context);
    const names = ['RTCPeerConnection', 'RTCSessionDescription', 'RTCIceCandidate'];
    const source = `${names.map((name) => `export const ${name} = null;`).join('')} export default {};`;
    return { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true };
  },
});
