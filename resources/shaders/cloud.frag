FLAT VARYING_IN vec4 v_colour;

void main()
{
    FRAGMENT = v_colour;
}
