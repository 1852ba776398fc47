import type { LabStrings } from './en-lab.ts';

const count = (n: number, one: string, many: string) => `${n.toLocaleString('es')} ${n === 1 ? one : many}`;

export const esLab: LabStrings = {
  code: 'es',
  title: 'Laboratorio',
  toFleet: 'A la flota',
  about:
    'El mismo protocolo del anillo que usan los pares reales, con tiempo virtual, en un proceso de este navegador. Nada de aquí toca una flota.',
  ring: (n) => `Anillo de ${count(n, 'miembro', 'miembros')} en el laboratorio`,
  members: 'Miembros',
  start: 'Anillo nuevo',
  starting: 'Formando el anillo…',
  play: 'Dejar pasar el tiempo',
  pause: 'Parar el tiempo',
  speed: 'Velocidad del tiempo',
  killHalf: 'Matar la mitad',
  add: 'Añadir 10',
  split: 'Partir en dos',
  heal: 'Unir la red',
  lookup: 'Buscar una clave',
  dismiss: 'Quitar',
  state: 'El anillo ahora',
  time: 'Tiempo virtual',
  up: 'Miembros activos',
  rings: 'Anillos',
  messages: 'Mensajes',
  events: 'Pasos dados',
  misplaced: 'Fuera de sitio',
  ideal: 'Un anillo, en orden',
  notIdeal: 'Aún sin orden',
  settling: 'Miembros fuera de sitio, en tiempo virtual',
  settlingNone: 'Deja pasar el tiempo para dibujarlo.',
  hops: 'Saltos de una búsqueda, según los miembros',
  hopsAbout: (lookups) =>
    `Puntos: la media de ${lookups} búsquedas por punteros en cada anillo, medida aquí. Las barras llegan al percentil 99. Línea: ½ log₂ N, la media de la figura 10 de Stoica y otros, 2001.`,
  measure: 'Medir',
  measuring: 'Midiendo…',
  paper: 'artículo: ½ log₂ N',
  here: 'medido aquí',
  point: (members, mean, paper) => `${members} miembros: ${mean} saltos, el artículo dice ${paper}`,
  traced: (hops, ms, right) =>
    `${count(hops, 'salto', 'saltos')}, ${ms} de tiempo virtual; ${right ? 'el dueño correcto' : 'no el dueño que nombraría un observador'}`,
  hop: (n, from, to, reason) => `${n}.º ${from} → ${to}: ${reason}`,
  failed: (reason) => `El laboratorio no puede hacerlo: ${reason}`,
  scenes: 'Lecciones',
  scene: { join: 'Una entrada', lookup: 'Una búsqueda', crash: 'Una caída', split: 'Una partición' },
  steps: {
    join: [
      'Once miembros; cada uno conoce su sitio: los siguientes en el sentido del reloj y el anterior. Cada clave es del primer miembro en ella o después.',
      'Llega uno nuevo. Pregunta a cualquiera por el sitio de su propio identificador y toma la respuesta como sucesor. Nadie más lo conoce todavía.',
      'En su próxima estabilización sus vecinos lo conocen: el sucesor lo toma como predecesor y el anterior como sucesor. El anillo vuelve a estar en orden.',
    ],
    lookup: [
      'Veinticuatro miembros. Además de sus vecinos cada uno conoce algunos punteros: miembros lejanos, a distancias que crecen por potencias.',
      'Se busca una clave. Cada salto pregunta al puntero más cercano antes de la clave, así que lo que queda se reduce mucho cada vez.',
      'Otra clave, desde otro miembro. En un anillo de N miembros una búsqueda necesita unos ½ log₂ N saltos solo con punteros.',
    ],
    crash: [
      'Dieciséis miembros, cada uno con una lista de los cuatro siguientes.',
      'Un cuarto de ellos muere a la vez. Sus vecinos aún apuntan a ellos: las cruces.',
      'Cada superviviente salta en su lista los sucesores muertos hasta el primero que responde, y se lo dice. El círculo se cierra; nadie central intervino.',
    ],
    split: [
      'Dieciséis miembros en un anillo.',
      'La red se parte en dos. Cada lado da al otro por muerto y cierra su propio anillo: dos anillos, cada uno en orden.',
      'La red se une. Los miembros recuerdan contactos y siguen preguntando; basta uno que responda desde el otro anillo para empezar a unirse.',
      'Sucesor a sucesor los dos anillos se vuelven uno.',
    ],
  },
  step: (n, of) => `${n} de ${of}`,
  next: 'Siguiente',
};
