/** Pictures on their way out: read, made smaller, turned into a `data:` URL. */

/** Longest side in pixels; what phones send is mostly larger and says no more to a model. */
const longestSide = 1600;
const passThroughBytes = 300_000;
export const pictureTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/**
 * @param {Blob} file
 * @returns {Promise<string>} `data:` URL
 * @throws when it is no picture that a browser can show
 */
export async function readPicture(file) {
  if (!pictureTypes.includes(file.type)) {
    throw new TypeError(`${file.type || "This"} is not a picture`);
  }
  const bitmap = await createImageBitmap(file);
  try {
    const small = bitmap.width <= longestSide && bitmap.height <= longestSide && file.size <= passThroughBytes;
    return small ? await dataUrl(file) : shrink(bitmap);
  } finally {
    bitmap.close();
  }
}

/** @param {ImageBitmap} bitmap */
function shrink(bitmap) {
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) {
    throw new Error("The browser cannot draw pictures");
  }
  // JPEG has no transparency: what shows through becomes white instead of black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.85);
}

/**
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(typeof reader.result === "string" ? reader.result : ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}
