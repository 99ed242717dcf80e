VARYING_IN vec4 v_colour;
VARYING_IN vec3 v_along;

void main()
{
    float along = v_along.x / v_along.y;
    if (v_along.z > 1.5 && mod(along, 7.0) > 2.5) discard;
    if (v_along.z > 0.5 && v_along.z < 1.5 && mod(along, 14.0) > 8.0) discard;
    FRAGMENT = v_colour;
}
