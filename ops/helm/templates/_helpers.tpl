{{- define "orchestra.labels" -}}
app.kubernetes.io/name: seller-orchestra
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "orchestra.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}
{{- end -}}

{{/* One variable from the Secret, if its key is named. */}}
{{- define "orchestra.secret" -}}
{{- if .key }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end }}
{{- end -}}

{{/* The variables of a service: those of every service, its own, and only the secrets that it needs. */}}
{{- define "orchestra.environment" -}}
{{- $secrets := .root.Values.secrets -}}
{{- $name := .service -}}
- name: NODE_ENV
  value: production
- name: SERVICES
  value: {{ $name }}
{{- include "orchestra.secret" (dict "name" "DATABASE_URL" "secret" $secrets.name "key" $secrets.databaseUrl) }}
{{- include "orchestra.secret" (dict "name" "SHARDS" "secret" $secrets.name "key" $secrets.shards) }}
{{- include "orchestra.secret" (dict "name" "NATS_URL" "secret" $secrets.name "key" $secrets.natsUrl) }}
{{- include "orchestra.secret" (dict "name" "REDIS_URL" "secret" $secrets.name "key" $secrets.redisUrl) }}
{{- if eq $name "auth" }}
{{- include "orchestra.secret" (dict "name" "JWT_SECRET" "secret" $secrets.name "key" $secrets.jwtSecret) }}
{{- include "orchestra.secret" (dict "name" "SECOND_FACTOR_KEYS" "secret" $secrets.name "key" $secrets.secondFactorKeys) }}
{{- end }}
{{- if eq $name "notifications" }}
{{- include "orchestra.secret" (dict "name" "SMTP_URL" "secret" $secrets.name "key" $secrets.smtpUrl) }}
{{- end }}
{{- if eq $name "payments" }}
{{- include "orchestra.secret" (dict "name" "STRIPE_SECRET_KEY" "secret" $secrets.name "key" $secrets.stripeSecretKey) }}
{{- include "orchestra.secret" (dict "name" "BANK_ACCOUNT_KEYS" "secret" $secrets.name "key" $secrets.bankAccountKeys) }}
{{- end }}
{{- if or (eq $name "api") (eq $name "media") }}
{{- include "orchestra.secret" (dict "name" "MEDIA_URL" "secret" $secrets.name "key" $secrets.mediaUrl) }}
{{- end }}
{{- range $key, $value := merge (dict) (.own.environment | default dict) .root.Values.environment }}
- name: {{ $key }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- define "orchestra.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 1000
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end -}}
