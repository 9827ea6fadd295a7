import type { SurfaceTable } from "../endpoint.ts";
import { type Page, write } from "../http/respond.ts";
import { originOf } from "../pictures.ts";

const path = "/.well-known/api-catalog";

/** RFC 9727: what APIs are here, and where their descriptions, their documentation and their state are. */
export function catalogPages(surfaces: SurfaceTable[]): Record<string, Page> {
  return {
    [path]: (request, response) => {
      const origin = originOf(request.headers);
      const to = (place: string, type: string) => [{ href: `${origin}${place}`, type }];
      const status = to("/health/ready", "application/json");
      const of = ({ name, title, prefix }: SurfaceTable) => ({
        // A path with a parameter is no URI: the part before it is.
        anchor: `${origin}${prefix.replace(/\/[^/]*\/:.*$/, "") || "/"}`,
        "service-desc": to(`/openapi/${name}.json`, "application/vnd.oai.openapi+json;version=3.1"),
        "service-doc": [{ ...to(`/docs/${name}`, "text/html")[0], title }],
        status,
      });
      const events = {
        anchor: `${origin}/asyncapi.json`,
        "service-desc": to("/asyncapi.json", "application/vnd.aai.asyncapi+json;version=3.0.0"),
        status,
      };
      const all = [...surfaces.map(of), events];
      const item = all.map(({ anchor }) => ({ href: anchor }));
      const headers = {
        "Content-Type": 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
        "Cache-Control": "public, max-age=300",
        "Cross-Origin-Resource-Policy": "cross-origin",
        Link: `<${origin}${path}>; rel="api-catalog"`,
        Vary: "Host",
      };
      const body = { linkset: [{ anchor: `${origin}${path}`, item }, ...all] };
      write(request, response, { status: 200, headers, body });
    },
  };
}
