"""The part of ASAM OSI that is read of traces without a schema: numbers and names of members, as a descriptor.

It must not know what a member means. Source of the numbers: OpenSimulationInterface/open-simulation-interface
(MPL-2.0), osi_common.proto, osi_object.proto, osi_groundtruth.proto and osi_sensorview.proto of version 3. Members that
are not listed stay in the message, which is kept as it is.
"""

from collections.abc import Mapping

_VECTOR = {1: "x double", 2: "y double", 3: "z double"}
_MEMBERS: Mapping[str, Mapping[int, str]] = {
    "Timestamp": {1: "seconds int64", 2: "nanos uint32"},
    "InterfaceVersion": {1: "version_major uint32", 2: "version_minor uint32", 3: "version_patch uint32"},
    "Identifier": {1: "value uint64"},
    "Vector3d": _VECTOR,
    "Dimension3d": {1: "length double", 2: "width double", 3: "height double"},
    "Orientation3d": {1: "roll double", 2: "pitch double", 3: "yaw double"},
    "BaseMoving": {
        1: "dimension Dimension3d", 2: "position Vector3d", 3: "orientation Orientation3d", 4: "velocity Vector3d",
        5: "acceleration Vector3d", 6: "orientation_rate Orientation3d",
    },
    "VehicleAttributes": {4: "bbcenter_to_rear Vector3d"},
    "VehicleClassification": {1: "type int32"},
    "MovingObject": {
        1: "id Identifier", 2: "base BaseMoving", 3: "type int32", 5: "vehicle_attributes VehicleAttributes",
        6: "vehicle_classification VehicleClassification",
    },
    "GroundTruth": {
        1: "version InterfaceVersion", 2: "timestamp Timestamp", 3: "host_vehicle_id Identifier",
        5: "moving_object MovingObject many",
    },
    "SensorView": {
        1: "version InterfaceVersion", 2: "timestamp Timestamp", 7: "global_ground_truth GroundTruth",
        8: "host_vehicle_id Identifier",
    },
    "Stamped": {2: "timestamp Timestamp"},
}  # fmt: skip
"""`Stamped` is what every message of OSI begins with, and no more."""


def descriptors() -> bytes:
    """The members above as a FileDescriptorSet of package osi3, in the syntax that OSI has, proto2."""
    from google.protobuf.descriptor_pb2 import (  # type: ignore[import-untyped]
        FieldDescriptorProto,
        FileDescriptorProto,
        FileDescriptorSet,
    )

    file = FileDescriptorProto(name="osi_part.proto", package="osi3", syntax="proto2")
    for name, members in _MEMBERS.items():
        message = file.message_type.add(name=name)
        for number, described in members.items():
            member, type_, *many = described.split()
            field = message.field.add(name=member, number=number)
            field.label = FieldDescriptorProto.LABEL_REPEATED if many else FieldDescriptorProto.LABEL_OPTIONAL
            if type_ in _MEMBERS:
                field.type, field.type_name = FieldDescriptorProto.TYPE_MESSAGE, f".osi3.{type_}"
            else:
                field.type = getattr(FieldDescriptorProto, f"TYPE_{type_.upper()}")
    described_set: bytes = FileDescriptorSet(file=[file]).SerializeToString(deterministic=True)
    return described_set
