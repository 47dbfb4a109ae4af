/** Where a card can appear. */
export type SpaceType = "IM_GROUP" | "IM_ROBOT" | "IM_SINGLE" | "ONE_BOX";

export interface Space {
  readonly type: SpaceType;
  readonly id: string;
}

interface SpaceNames {
  /** Field of the create call that prepares the card for the space. */
  readonly space: "imGroupOpenSpaceModel" | "imRobotOpenSpaceModel" | "imSingleOpenSpaceModel" | "topOpenSpaceModel";
  /** Field of the deliver call that says how it appears there. */
  readonly deliver:
    | "imGroupOpenDeliverModel"
    | "imRobotOpenDeliverModel"
    | "imSingleOpenDeliverModel"
    | "topOpenDeliverModel";
}

export const spaceNames: Readonly<Record<SpaceType, SpaceNames>> = {
  IM_GROUP: { space: "imGroupOpenSpaceModel", deliver: "imGroupOpenDeliverModel" },
  IM_ROBOT: { space: "imRobotOpenSpaceModel", deliver: "imRobotOpenDeliverModel" },
  IM_SINGLE: { space: "imSingleOpenSpaceModel", deliver: "imSingleOpenDeliverModel" },
  ONE_BOX: { space: "topOpenSpaceModel", deliver: "topOpenDeliverModel" },
};

const prefix = "dtv1.card//";

/** Reads `dtv1.card//IM_GROUP.cid…;IM_ROBOT.user…`; undefined when it is malformed. Case of the type is free. */
export function readOpenSpaceId(openSpaceId: string): Space[] | undefined {
  if (!openSpaceId.startsWith(prefix)) return undefined;
  const spaces = openSpaceId.slice(prefix.length).split(";").map(readSpace);
  return spaces.every((space) => space !== undefined) ? spaces : undefined;
}

function readSpace(text: string): Space | undefined {
  const dot = text.indexOf(".");
  const type = text.slice(0, dot).toUpperCase();
  const id = text.slice(dot + 1);
  return dot > 0 && id !== "" && isSpaceType(type) ? { type, id } : undefined;
}

function isSpaceType(type: string): type is SpaceType {
  return Object.hasOwn(spaceNames, type);
}
