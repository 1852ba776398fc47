// Lo que dicen las escenas sobre la flota real, en español.
import type { SceneState } from '../scenes/scene-runner.ts';
import type { SceneStrings } from './en-scenes.ts';

const who = ({ subject }: SceneState) => subject?.name ?? '…';
const count = (n: number, one: string, many: string) => `${n.toLocaleString('es')} ${n === 1 ? one : many}`;

export const esScenes: SceneStrings = {
  step: (n, of) => `Paso ${n} de ${of}`,
  next: 'Siguiente',
  end: 'Terminar',
  close: 'Cerrar la escena',
  again: 'Reintentar',
  waiting: 'Esperando a la flota…',
  took: (span) => `Visto aquí a los ${span}`,
  noSafePeer:
    'Todos los nodos tienen la última copia de algún archivo: no se mata ninguno. Prueba más tarde.',
  cannot:
    'Esta escena arranca o mata procesos reales, y aquí ningún lanzador lo ofrece. El laboratorio la enseña.',
  titles: { join: 'Entra un nodo', lookup: 'Se busca una clave', crash: 'Una caída y su reparación' },
  steps: {
    join: [
      () =>
        'Quien entra necesita dos cosas: un identificador propio y la dirección de un nodo. Siguiente arranca un proceso real.',
      (state) =>
        `${who(state)} busca su propio identificador. La respuesta es su sucesor: desde ahora posee el arco que queda detrás, el que muestra el anillo.`,
      (state) =>
        `En su próxima estabilización los vecinos de ${who(state)} lo conocen y cada uno corrige un puntero. El anillo está en orden cuando todos coinciden.`,
      (state) =>
        `Los registros de su arco pasaron a ${who(state)}; no hubo que mover los bytes de ningún archivo. Se puede parar en su panel.`,
    ],
    lookup: [
      () =>
        'Se puede preguntar a cualquier nodo por cualquier clave. Conoce a sus vecinos y a algunos miembros lejanos: sus punteros. Siguiente pregunta por el sitio más lejano.',
      (state) =>
        `${who(state)} pregunta al puntero más cercano antes de la clave, luego al que este nombra, y así. Cada salto deja menos de la mitad del camino. Los saltos reales se ven más lentos; la barra dice cuánto.`,
      () =>
        'La misma pregunta con todos los miembros: en un anillo pequeño cada nodo conoce a los demás y basta un salto.',
      () =>
        'Solo con punteros un anillo de N miembros necesita unos ½ log₂ N saltos: diez para un millón. El laboratorio lo mide.',
    ],
    crash: [
      (state) =>
        `${who(state)} es un proceso real con ${count(state.subject?.copies ?? 0, 'copia', 'copias')}, cada una con otra al alcance. Siguiente lo mata, sin dejar que se despida.`,
      (state) =>
        `${who(state)} está muerto. Sus vecinos lo notan por las conexiones cerradas y preguntan otra vez antes de creerlo.`,
      () =>
        'Su predecesor pasa al siguiente de su lista de sucesores: el anillo vuelve a cerrarse. No se preguntó a nada central.',
      () =>
        'Los guardianes de los registros ven archivos con pocas copias, esperan un poco por si vuelve y mandan hacer otras.',
      (state) =>
        `Todos los archivos tienen otra vez sus copias. ${who(state)} arranca, entra en su sitio de antes y sus copias vuelven a contar.`,
    ],
  },
};
