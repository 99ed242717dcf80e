"""A short way to write Blender's shader graphs: values go in and come out like in a formula.

It must not know which material a graph is for.
"""

from collections.abc import Sequence
from typing import Any

Socket = Any  # Blender's sockets have no types
Value = Socket | float
Colour = Socket | Sequence[float]


class Graph:
    """The graph of one material, world or lamp; each method adds a node and returns what comes out of it."""

    def __init__(self, tree: Any) -> None:  # noqa: ANN401 - Blender has no types
        self.tree = tree
        tree.nodes.clear()

    def add(self, kind: str, **settings: Any) -> Any:  # noqa: ANN401
        """A node of that type with these settings."""
        node = self.tree.nodes.new(f"ShaderNode{kind}")
        for name, value in settings.items():
            setattr(node, name, value)
        return node

    def put(self, socket: Socket, value: Any) -> None:  # noqa: ANN401
        """Give an input a value, or what comes out of another node."""
        if hasattr(value, "is_output"):
            self.tree.links.new(value, socket)
        elif isinstance(value, (tuple, list)) and len(value) == 3 and socket.type == "RGBA":
            socket.default_value = (*value, 1.0)
        else:
            socket.default_value = value

    def math(
        self, operation: str, first: Value, second: Value = 0.0, third: Value = 0.0, *, clamp: bool = False
    ) -> Socket:
        """One of Blender's operations on numbers."""
        node = self.add("Math", operation=operation, use_clamp=clamp)
        for socket, value in zip(node.inputs, (first, second, third), strict=True):
            self.put(socket, value)
        return node.outputs[0]

    def times(self, *factors: Value) -> Socket:
        """The product."""
        result: Value = factors[0]
        for factor in factors[1:]:
            result = self.math("MULTIPLY", result, factor)
        return result

    def plus(self, *terms: Value) -> Socket:
        """The sum."""
        result: Value = terms[0]
        for term in terms[1:]:
            result = self.math("ADD", result, term)
        return result

    def minus(self, first: Value, second: Value) -> Socket:
        """The difference."""
        return self.math("SUBTRACT", first, second)

    def ramp(self, value: Value, start: float, stop: float) -> Socket:
        """0 up to `start`, 1 from `stop` on, straight in between; falling where stop lies below start."""
        node = self.add("MapRange", clamp=True)
        low, high = min(start, stop), max(start, stop)
        ends = (0.0, 1.0) if stop >= start else (1.0, 0.0)
        for socket, one in zip(node.inputs[:5], (value, low, high, *ends), strict=True):
            self.put(socket, one)
        return node.outputs[0]

    def noise(
        self, at: Socket, scale: float, *, detail: float = 2.0, stretch: Sequence[float] = (1.0, 1.0, 1.0)
    ) -> Socket:
        """Fractal noise about 0.5, `scale` features a metre, narrowed along axes by `stretch`."""
        node = self.add("TexNoise")
        self.put(node.inputs["Vector"], self.scaled(at, stretch))
        self.put(node.inputs["Scale"], scale)
        self.put(node.inputs["Detail"], detail)
        return node.outputs["Fac"]

    def scaled(self, vector: Socket, factors: Sequence[float]) -> Socket:
        """A vector times a constant one."""
        if tuple(factors) == (1.0, 1.0, 1.0):
            return vector
        node = self.add("VectorMath", operation="MULTIPLY")
        self.put(node.inputs[0], vector)
        self.put(node.inputs[1], tuple(factors))
        return node.outputs[0]

    def parts(self, vector: Socket) -> tuple[Socket, Socket, Socket]:
        """x, y and z of a vector."""
        node = self.add("SeparateXYZ")
        self.put(node.inputs[0], vector)
        return node.outputs[0], node.outputs[1], node.outputs[2]

    def vector(self, x: Value, y: Value, z: Value) -> Socket:
        """A vector of three numbers."""
        node = self.add("CombineXYZ")
        for socket, value in zip(node.inputs, (x, y, z), strict=True):
            self.put(socket, value)
        return node.outputs[0]

    def dot(self, first: Socket, second: Any) -> Socket:  # noqa: ANN401
        """The scalar product."""
        node = self.add("VectorMath", operation="DOT_PRODUCT")
        self.put(node.inputs[0], first)
        self.put(node.inputs[1], second)
        return node.outputs["Value"]

    def bricks(
        self, at: Socket, width: float, height: float, mortar: float, *, shift: float = 0.5
    ) -> tuple[Socket, Socket]:
        """A random number for each brick of a bond, and 1 where the joint is."""
        node = self.add("TexBrick", offset=shift)
        for name, value in (("Vector", at), ("Scale", 1.0), ("Mortar Size", mortar), ("Mortar Smooth", 0.2),
                            ("Brick Width", width), ("Row Height", height), ("Color1", (0.0, 0.0, 0.0)),
                            ("Color2", (1.0, 1.0, 1.0)), ("Mortar", (0.5, 0.5, 0.5))):  # fmt: skip
            self.put(node.inputs[name], value)
        return node.outputs["Color"], node.outputs["Fac"]

    def mix(self, share: Value, first: Colour, second: Colour) -> Socket:
        """Two colours mixed."""
        node = self.add("Mix", data_type="RGBA")
        self.put(node.inputs[0], share)
        self.put(node.inputs[6], first)
        self.put(node.inputs[7], second)
        return node.outputs[2]

    def shade(self, colour: Colour, factor: Colour | Value) -> Socket:
        """A colour times a number or another colour."""
        node = self.add("Mix", data_type="RGBA", blend_type="MULTIPLY", clamp_result=False)
        self.put(node.inputs[0], 1.0)
        self.put(node.inputs[6], colour)
        self.put(node.inputs[7], factor)
        return node.outputs[2]

    def blend(self, share: Value, first: Socket, second: Socket) -> Socket:
        """Two shaders mixed."""
        node = self.add("MixShader")
        self.put(node.inputs[0], share)
        self.put(node.inputs[1], first)
        self.put(node.inputs[2], second)
        return node.outputs[0]
