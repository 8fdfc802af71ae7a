// Starts one of the browsers that the walks go through: the oldest Chromium that has to do, the one of this machine, Firefox.
import { chmod, mkdir, rename, stat } from "node:fs/promises";
import { createReadStream, createWriteStream } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

import current from "puppeteer-current";
import old from "puppeteer-core";

const PACKAGE = createRequire(import.meta.url).resolve("chrome-aws-lambda/package.json");
const PACKED = join(dirname(PACKAGE), "bin/chromium.br");
const HOST = "pingyi.test"; // no secure context: an address of plain http, as in an office's network
const CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", `--host-resolver-rules=MAP ${HOST} 127.0.0.1`];

/** Chromium 78 unpacked once, to where `path` says. */
async function unpacked(path) {
  if (await stat(path).catch(() => null)) return path;
  const beside = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await pipeline(createReadStream(PACKED), createBrotliDecompress(), createWriteStream(beside));
  await chmod(beside, 0o755);
  await rename(beside, path);
  return path;
}

const STARTS = {
  chromium78: async (path) =>
    old.launch({ executablePath: await unpacked(path), args: [...CHROMIUM, "--single-process", "--no-zygote"] }),
  chromium: (path) => current.launch({ executablePath: path, args: CHROMIUM }),
  firefox: (path) =>
    current.launch({
      browser: "firefox",
      executablePath: path,
      extraPrefsFirefox: { "network.dns.localDomains": HOST, "intl.accept_languages": "zh-CN" },
    }),
};

/** A page of the browser, how to close it, and the site's address by a name that is not this machine's own. */
export async function started({ browser, path, address, width }) {
  const running = await STARTS[browser](path);
  const page = await running.newPage();
  await page.setViewport({ width, height: 900 });
  return { page, version: await running.version(), plain: address.replace("127.0.0.1", HOST), close: () => running.close() };
}
