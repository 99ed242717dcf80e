// A point of a cloud: its place, and which of 256 colours it has. The same reckoning as app/scene/colour.py.
uniform mat4 u_clip;      // clip_from_points
uniform vec4 u_height;    // row of display_from_points that gives the height
uniform float u_scale;    // metres a count; 1 where places are metres
uniform float u_size;     // pixels
uniform int u_by;         // 0 scalar, 1 height, 2 range, 3 second scalar, 4 class
uniform vec2 u_range;
uniform vec2 u_grey;      // intensities between which the ground is grey
uniform float u_ground;   // what lies lower is ground
uniform mat4 u_box;       // box_from_points
uniform vec3 u_half;      // half of its size; negative: no box is selected
ATTRIBUTE vec3 a_place;
ATTRIBUTE vec2 a_scalar;
uniform sampler2D u_colours; // 256 of them
FLAT VARYING_OUT vec4 v_colour;

float index_of(float value)
{
    if (u_by == 4) return value >= 0.0 ? 1.0 + mod(value, 239.0) : 0.0;
    if (value != value) return 0.0;
    if (u_by == 1 && value < u_ground)
        return 241.0 + floor(clamp((a_scalar.x - u_grey.x) / (u_grey.y - u_grey.x), 0.0, 1.0) * 13.0);
    if (value > u_range.y) return 240.0;
    return 1.0 + floor(clamp((value - u_range.x) * 239.0 / (u_range.y - u_range.x), 0.0, 238.0));
}

void main()
{
    vec3 metres = a_place * u_scale;
    gl_Position = u_clip * vec4(metres, 1.0);
    // a count that says unknown has no place
    if (u_scale != 1.0 && any(lessThan(a_place, vec3(-32767.5)))) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = u_size;
    float value = a_scalar.x;
    if (u_by == 1) value = dot(u_height, vec4(metres, 1.0));
    if (u_by == 2) value = length(metres);
    if (u_by == 3) value = a_scalar.y;
    float index = index_of(value);
    if (u_half.x > 0.0) {
        vec3 inside = abs((u_box * vec4(metres, 1.0)).xyz);
        if (all(lessThanEqual(inside, u_half))) index = 255.0;
    }
    // here and not in the fragment shader: a point has many pixels
    v_colour = TEXTURE_AT(u_colours, vec2((index + 0.5) / 256.0, 0.5), 0.0);
}
