"""What a planner writes: the frozen description of demand, people and rules, and how it is read and explained."""
