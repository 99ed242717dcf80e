uniform sampler2D u_colours;
VARYING_IN float v_index;

void main()
{
    FRAGMENT = TEXTURE(u_colours, vec2((v_index + 0.5) / 256.0, 0.5));
}
