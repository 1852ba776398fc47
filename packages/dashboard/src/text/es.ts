// Las frases de la página en español.
import type { Health } from '../model/health.ts';
import type { Strings } from './en.ts';
import { esFiles } from './es-files.ts';
import { esFleet } from './es-fleet.ts';

const plural = (n: number, one: string, many: string) => `${n.toLocaleString('es')} ${n === 1 ? one : many}`;
const list = (names: readonly string[]) =>
  names.length <= 2 ? names.join(' y ') : `${names[0]}, ${names[1]} y ${names.length - 2} más`;

export const es: Strings = {
  ...esFleet,
  ...esFiles,
  code: 'es',
  appName: 'Acorde',
  health(finding: Health['finding'], counts: Health['counts']): string {
    switch (finding.kind) {
      case 'connecting':
        return 'Conectando con la pasarela';
      case 'empty':
        return 'Aún no hay ningún nodo';
      case 'failed':
        return `${list(finding.names)}: sin respuesta; el anillo ${finding.ideal ? `de ${counts.members} se ha cerrado` : 'se está cerrando'}`;
      case 'suspect':
        return `Comprobando ${list(finding.names)}`;
      case 'joining':
        return `${list(finding.names)}: en camino`;
      case 'settling':
        return finding.unsettled === 0
          ? 'El anillo se está ordenando'
          : `Ordenando: ${plural(finding.unsettled, 'miembro', 'miembros')} aún fuera de sitio`;
      case 'repairing':
        return `Un anillo; reponiendo ${plural(finding.repairs, 'copia', 'copias')}`;
      case 'healthy':
        return `Un anillo de ${plural(counts.members, 'miembro', 'miembros')}, en orden`;
    }
  },
  center: {
    peersUp: (up, peers) => (up === peers ? (up === 1 ? 'nodo' : 'nodos') : `de ${peers} nodos activos`),
    ideal: 'Un anillo, en orden',
    settling: 'El anillo se ordena',
    copies: (n) => plural(n, 'copia', 'copias'),
    entries: (n) => plural(n, 'nombre de archivo', 'nombres de archivo'),
    repairing: (n) => `reponiendo ${plural(n, 'copia', 'copias')}`,
  },
  link: {
    live: 'En vivo',
    connecting: 'Conectando',
    lost: 'Sin conexión',
    banner: (age) => `La pasarela no responde. Lo que ves tiene ${age}. Reconectando…`,
    lastKnown: (sentence) => `Lo último: ${sentence}`,
    never: 'La pasarela aún no responde. ¿Está en marcha? Iníciala con: npm start',
    eventsDirect: 'Los eventos vienen directamente de los nodos',
    eventsAmqp: 'Los eventos vienen por RabbitMQ',
    brokerDown: (reason) =>
      `El intermediario no responde${reason === '' ? '' : `: ${reason}`}. Los nodos siguen; los eventos llegarán después.`,
  },
  theme: { label: 'Tema', auto: 'automático', light: 'claro', dark: 'oscuro' },
  language: 'Idioma',
  help: {
    open: 'Ayuda del teclado',
    title: 'Teclado',
    keys: [
      ['←  →', 'Recorrer el anillo'],
      ['Enter', 'Abrir el nodo'],
      ['Esc', 'Cerrar o volver'],
      ['/', 'Buscar archivos, nodos y claves'],
      ['Espacio', 'Reproducir o pausar una búsqueda'],
      ['.', 'Salto siguiente'],
      ['?', 'Esta ayuda'],
    ],
    about:
      'Cada marca está donde cae su identificador de 256 bits en el círculo: cero arriba, creciendo como el reloj.',
  },
  close: 'Cerrar',
  back: 'Volver',
  copy: 'Copiar',
  copied: 'Copiado',
  retry: 'Reintentar',
  cancel: 'Cancelar',
  more: 'Más',
  tabs: {
    ring: 'Anillo',
    fleet: 'Flota',
    peers: 'Nodos',
    files: 'Archivos',
    lookup: 'Búsqueda',
    events: 'Eventos',
    label: 'Vistas',
  },
  marks: {
    healthy: 'activo',
    joining: 'entrando o saliendo',
    suspect: 'dudoso',
    failed: 'caído',
    replica: 'copia del archivo',
  },
  states: { joining: 'entrando', up: 'activo', leaving: 'saliendo', failed: 'caído', suspect: 'dudoso' },
  search: {
    label: 'Buscar archivos, nodos y claves',
    placeholder: 'Archivos, nodos, claves',
    lookUpKey: 'Buscar el dueño de esta clave',
    openFile: 'Abrir el archivo con este id',
    allFiles: (text) => `Todos los archivos con “${text}”`,
  },
  ring: {
    label: (members) =>
      `Anillo de ${plural(members, 'miembro', 'miembros')}. Las flechas lo recorren, Enter abre un nodo.`,
    tags: { predecessor: 'pred', owner: 'dueño', start: 'inicio' },
    key: 'clave',
    empty: 'Aún no hay miembros. Inicia una flota con: npm start',
    legend: 'Leyenda',
  },
  peers: {
    name: 'Nombre',
    place: 'Lugar',
    copies: 'Copias',
    held: 'Guarda',
    empty: 'Aún no hay ningún nodo.',
    caption: 'El anillo como tabla, por orden de lugar',
  },
  peer: {
    id: 'Id del nodo',
    address: 'Dirección',
    api: 'API',
    version: 'Versión',
    zone: 'Zona',
    uptime: 'Activo desde hace',
    memory: 'Memoria',
    process: 'Proceso',
    events: 'Eventos',
    unknown: 'aún no se sabe',
    copies: 'copias',
    bytes: 'guarda',
    entries: 'comparte',
    records: 'registros',
    places: 'Lugar en el anillo',
    member: 'Id del miembro',
    owns: 'Posee',
    predecessor: 'Predecesor',
    successors: 'Sucesores',
    fingers: 'Fingers',
    finger: (exponent) => `+2^${exponent}`,
    noSuccessors: 'Está solo en su anillo.',
    noFingers: 'Aún no tiene fingers.',
    transfers: 'Transferencias',
    noTransfers: 'Nada en camino.',
    files: 'Archivos que comparte',
    noFiles: 'No comparte ningún archivo.',
    recent: 'Eventos recientes',
    noEvents: 'Ningún evento desde que se abrió la página.',
    command: 'Lo mismo, en la línea de órdenes',
    gone: 'Este nodo ya no es parte de la flota.',
    readFailed: 'El nodo no responde ahora. Se muestra lo último que se supo de él.',
    failedBecause: (reason) => `Caído: ${reason}`,
  },
  lookup: {
    title: 'Búsqueda',
    what: 'Nombre, id de archivo o clave',
    whatHint: 'Una clave son 64 cifras hexadecimales. Otro texto se toma por un nombre de archivo.',
    at: 'Preguntar a',
    routing: 'Encaminamiento',
    classic: 'Clásico (fingers)',
    full: 'Lista completa',
    auto: 'Como decida el nodo',
    go: 'Buscar',
    going: 'Buscando',
    needsText: 'Escribe qué buscar.',
    noSuchName: (name) => `Ningún archivo se llama “${name}”. La clave es el SHA-256 de ese texto.`,
    noDigest:
      'Ningún archivo tiene ese nombre, y este navegador no calcula SHA-256 fuera de https o localhost. Da una clave.',
    none: 'Aún no hay búsquedas. Pregunta por un archivo o una clave y mira cómo viaja la pregunta.',
    recent: 'Vistas en la flota',
    hop: (n) => `Salto ${n}`,
    hops: (n) => plural(n, 'salto', 'saltos'),
    total: (ms) => `${ms} en total`,
    running: 'En curso',
    ownerIs: 'Dueño',
    atOnce: 'El nodo preguntado posee la clave: no hizo falta ningún salto.',
    fromReply:
      'Los eventos de esta búsqueda se perdieron por el camino; estos saltos son la respuesta del nodo.',
    slow: (factor) => `${factor}× más lento`,
    realTime: 'en tiempo real',
    slower: 'Más lento',
    faster: 'Más rápido',
    play: 'Reproducir',
    pause: 'Pausar',
    step: 'Salto siguiente',
    finish: 'Mostrar todo',
    restart: 'Desde el principio',
    dismiss: 'Cerrar',
    outcomes: {
      forwarded: 'nombró a un miembro más cercano',
      owner: 'posee la clave',
      not_owner: 'no posee la clave',
      unreachable: 'no respondió',
      busy: 'estaba ocupado',
      error: 'respondió con un error',
    },
    key: 'Clave',
    startsAt: 'Empieza en',
    failed: (code) => `Terminó sin dueño: ${code}`,
  },
  feed: {
    title: 'Eventos',
    filter: 'Filtrar por texto',
    type: 'Tipo',
    peer: 'Nodo',
    allTypes: 'Todos los tipos',
    allPeers: 'Todos los nodos',
    pause: 'Pausar',
    resume: (n) => (n === 0 ? 'Seguir' : `Seguir · ${plural(n, 'nuevo', 'nuevos')}`),
    export: 'Exportar JSON',
    empty: 'Aún no ha pasado nada.',
    noMatch: 'Ningún evento pasa el filtro.',
    shown: (n, of) =>
      n === of
        ? plural(n, 'evento', 'eventos')
        : `${n.toLocaleString('es')} de ${plural(of, 'evento', 'eventos')}`,
    resync: 'La página lo leyó todo de nuevo; aquí pueden faltar eventos intermedios.',
  },
  events: {
    'peer.started': 'arrancó',
    'peer.joined': (via) => (via === null ? 'empezó un anillo propio' : `entró por ${via}`),
    'peer.left': 'salió',
    'peer.failed': (who, reason) => `vio caer a ${who}${reason === '' ? '' : `: ${reason}`}`,
    'peer.registered': (who) => `admitió a ${who}`,
    'neighbors.changed': (predecessor, successor) => `está ahora entre ${predecessor} y ${successor}`,
    'rings.merged': (who) => `encontró el anillo de ${who}`,
    'file.stored': (name, copies) => `guardó ${name} (${plural(copies, 'copia', 'copias')})`,
    'file.replicated': (id, repair) => `${repair ? 'repuso una copia' : 'tiene una copia'} de ${id}`,
    'file.deleted': (name) => `borró ${name}`,
    'repair.started': (id, who) => `pide a ${who} reponer una copia de ${id}`,
    'chunk.rejected': (id, who) => `recibió bytes falsos de ${id} de ${who}`,
    'repair.finished': (id, who, error) =>
      error === '' ? `${who} ha repuesto una copia de ${id}` : `${who} no pudo reponer ${id}: ${error}`,
    'lookup.hop': (n, who, ms) => `salto ${n} a ${who}, ${ms}`,
    'lookup.ended': (key, who, hops, ms) =>
      who === null
        ? `no halló dueño de ${key}`
        : `halló a ${who}, dueño de ${key}: ${plural(hops, 'salto', 'saltos')}, ${ms}`,
    'transfer.progress': (kind, name, state) => `${kind.toLowerCase()} de ${name}: ${state}`,
    'gateway.gap': 'se perdieron eventos; su estado se leyó de nuevo',
  },
  errors: {
    network: 'La pasarela no responde. ¿Está en marcha la flota? Iníciala con: npm start',
    forbidden: 'La pasarela lo rechaza. Abre la página por la dirección que mostró npm start y reintenta.',
    unknown: 'Algo salió mal.',
    crashed: 'Esta página ha fallado. A lo que hace la flota no le afecta.',
    reload: 'Recargar',
  },
};
