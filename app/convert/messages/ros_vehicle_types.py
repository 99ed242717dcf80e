"""Members of the ROS types that vehicles log and that files of older recorders do not describe.

It must not know how they are read. Sources, all Apache-2.0 or MIT, of which the order of members on the wire is taken:
 autowarefoundation/autoware_msgs and tier4/autoware_auto_msgs (vehicle and perception messages, which agree),
ros-perception/radar_msgs, ros-perception/vision_msgs (version 4), astuff/astuff_sensor_msgs (derived_object_msgs).
"""

_AUTOWARE = {
    "vehicle_msgs/VelocityReport": "std_msgs/Header header; float32 longitudinal_velocity; float32 lateral_velocity; "
    "float32 heading_rate",
    "vehicle_msgs/SteeringReport": "time stamp; float32 steering_tire_angle",
    "vehicle_msgs/ControlModeReport": "time stamp; uint8 mode",
    "vehicle_msgs/GearReport": "time stamp; uint8 report",
    "vehicle_msgs/TurnIndicatorsReport": "time stamp; uint8 report",
    "vehicle_msgs/HazardLightsReport": "time stamp; uint8 report",
    "perception_msgs/ObjectClassification": "uint8 label; float32 probability",
    "perception_msgs/Shape": "uint8 type; geometry_msgs/Polygon footprint; geometry_msgs/Vector3 dimensions",
    "perception_msgs/DetectedObjects": "std_msgs/Header header; DetectedObject[] objects",
    "perception_msgs/DetectedObject": "float32 existence_probability; ObjectClassification[] classification; "
    "DetectedObjectKinematics kinematics; Shape shape",
    "perception_msgs/DetectedObjectKinematics": "geometry_msgs/PoseWithCovariance pose_with_covariance; "
    "bool has_position_covariance; uint8 orientation_availability; "
    "geometry_msgs/TwistWithCovariance twist_with_covariance; bool has_twist; bool has_twist_covariance",
    "perception_msgs/TrackedObjects": "std_msgs/Header header; TrackedObject[] objects",
    "perception_msgs/TrackedObject": "unique_identifier_msgs/UUID object_id; float32 existence_probability; "
    "ObjectClassification[] classification; TrackedObjectKinematics kinematics; Shape shape",
    "perception_msgs/TrackedObjectKinematics": "geometry_msgs/PoseWithCovariance pose_with_covariance; "
    "geometry_msgs/TwistWithCovariance twist_with_covariance; "
    "geometry_msgs/AccelWithCovariance acceleration_with_covariance; uint8 orientation_availability; "
    "bool is_stationary",
    "perception_msgs/PredictedObjects": "std_msgs/Header header; PredictedObject[] objects",
    "perception_msgs/PredictedObject": "unique_identifier_msgs/UUID object_id; float32 existence_probability; "
    "ObjectClassification[] classification; PredictedObjectKinematics kinematics; Shape shape",
    "perception_msgs/PredictedObjectKinematics": "geometry_msgs/PoseWithCovariance initial_pose_with_covariance; "
    "geometry_msgs/TwistWithCovariance initial_twist_with_covariance; "
    "geometry_msgs/AccelWithCovariance initial_acceleration_with_covariance; PredictedPath[] predicted_paths",
    "perception_msgs/PredictedPath": "geometry_msgs/Pose[] path; duration time_step; float32 confidence",
}
_OTHERS = {
    "unique_identifier_msgs/UUID": "uint8[16] uuid",
    "radar_msgs/RadarScan": "std_msgs/Header header; RadarReturn[] returns",
    "radar_msgs/RadarReturn": "float32 range; float32 azimuth; float32 elevation; float32 doppler_velocity; "
    "float32 amplitude",
    "radar_msgs/RadarTracks": "std_msgs/Header header; RadarTrack[] tracks",
    "radar_msgs/RadarTrack": "unique_identifier_msgs/UUID uuid; geometry_msgs/Point position; "
    "geometry_msgs/Vector3 velocity; geometry_msgs/Vector3 acceleration; geometry_msgs/Vector3 size; "
    "uint16 classification; float32[6] position_covariance; float32[6] velocity_covariance; "
    "float32[6] acceleration_covariance; float32[6] size_covariance",
    "vision_msgs/Detection3DArray": "std_msgs/Header header; Detection3D[] detections",
    "vision_msgs/Detection3D": "std_msgs/Header header; ObjectHypothesisWithPose[] results; BoundingBox3D bbox; "
    "string id",
    "vision_msgs/ObjectHypothesisWithPose": "ObjectHypothesis hypothesis; geometry_msgs/PoseWithCovariance pose",
    "vision_msgs/ObjectHypothesis": "string class_id; float64 score",
    "vision_msgs/BoundingBox3D": "geometry_msgs/Pose center; geometry_msgs/Vector3 size",
    "derived_object_msgs/ObjectArray": "std_msgs/Header header; Object[] objects",
    "derived_object_msgs/Object": "std_msgs/Header header; uint32 id; uint8 detection_level; bool object_classified; "
    "geometry_msgs/Pose pose; geometry_msgs/Twist twist; geometry_msgs/Accel accel; geometry_msgs/Polygon polygon; "
    "shape_msgs/SolidPrimitive shape; uint8 classification; uint8 classification_certainty; "
    "uint32 classification_age",
}
DEFINITIONS = _OTHERS | {f"{prefix}{name}": text for name, text in _AUTOWARE.items()
                         for prefix in ("autoware_", "autoware_auto_")}  # fmt: skip
"""Members by the short name of the type, apart by semicolons."""
