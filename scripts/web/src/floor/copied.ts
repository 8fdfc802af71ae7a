/** Whether the words of a text were copied. Over plain http and from a folder there is no clipboard: a selection and the old command do it. */
export async function copied(text: HTMLElement): Promise<boolean> {
  const area = text instanceof HTMLTextAreaElement;
  try {
    await navigator.clipboard.writeText(area ? text.value : (text.textContent ?? ""));
    return true;
  } catch {
    if (area) text.select();
    else getSelection()?.selectAllChildren(text);
    return document.execCommand("copy");
  }
}
