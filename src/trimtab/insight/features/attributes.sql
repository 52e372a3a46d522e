-- Kind and source as they stood at the instant, where their changes are kept; unknown before the first was.
SELECT
    landmarks.opp_id,
    landmarks."at",
    bool_or(attribute.field = 'kind') AS has_kind,
    max(attribute.value) FILTER (WHERE attribute.field = 'kind' AND attribute.from_at <= landmarks."at"
        AND (attribute.until_at IS NULL OR attribute.until_at > landmarks."at")) AS kind_then,
    bool_or(attribute.field = 'lead_source') AS has_source,
    max(attribute.value) FILTER (WHERE attribute.field = 'lead_source' AND attribute.from_at <= landmarks."at"
        AND (attribute.until_at IS NULL OR attribute.until_at > landmarks."at")) AS source_then
FROM landmarks
JOIN whole.attributes AS attribute ON attribute.opp_id = landmarks.opp_id
GROUP BY landmarks.opp_id, landmarks."at"
