import { webMethod, Permissions } from 'wix-web-module';
import { fetch } from 'wix-fetch';

export const upload = webMethod(Permissions.Admin, async (name, base64) => {
  const form = new FormData();
  form.append('purpose', 'assistants');
  form.append('file', new Blob([Buffer.from(base64, 'base64')], { type: 'text/plain' }), name);
  const response = await fetch('https://api.example.com/files', { method: 'POST', body: form });
  return response.json();
});
