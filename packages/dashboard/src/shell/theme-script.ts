// Runs before the first paint, so that a dark page never flashes white. The preferences take over once they are there.
export const themeScript = `(function(){try{var t=JSON.parse(localStorage.getItem('acorde.preferences')||'{}').theme}catch(e){}var d=t==='dark'||(t!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches);document.documentElement.dataset.theme=d?'dark':'light'})()`;
