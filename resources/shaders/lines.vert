// One corner of a stretch of a line, widened on screen. What passes behind the eye was cut off before.
uniform mat4 u_clip;      // clip_from_display
uniform vec2 u_window;    // pixels
ATTRIBUTE vec3 a_place;
ATTRIBUTE vec3 a_other;   // the other end
ATTRIBUTE vec4 a_shape;   // side -1 or 1, width in pixels, end 0 or 1, pattern 0 solid, 1 dashed, 2 dotted
ATTRIBUTE vec4 a_colour;
VARYING_OUT vec4 v_colour;
VARYING_OUT vec3 v_along; // pixels from the first end and w, so that it can be taken out of perspective; pattern

void main()
{
    vec4 here = u_clip * vec4(a_place, 1.0);
    vec4 there = u_clip * vec4(a_other, 1.0);
    vec2 from = here.xy / here.w * u_window * 0.5;
    vec2 to = there.xy / there.w * u_window * 0.5;
    vec2 way = to - from;
    float apart = length(way);
    vec2 along = apart > 0.0 ? way / apart : vec2(1.0, 0.0);
    // seen from the second end the way goes backwards
    float turn = a_shape.z < 0.5 ? 1.0 : -1.0;
    vec2 aside = vec2(-along.y, along.x) * a_shape.x * turn * a_shape.y * 0.5;
    here.xy += aside / (u_window * 0.5) * here.w;
    gl_Position = here;
    v_colour = a_colour;
    v_along = vec3((a_shape.z < 0.5 ? 0.0 : apart) * here.w, here.w, a_shape.w);
}
